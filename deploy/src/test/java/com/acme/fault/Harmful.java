package com.acme.fault;

import io.kindling.config.Config;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Rescaling;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.Adam;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A classifier that does harm at one step: {@code harm} is the name of a {@link Harm}, {@code at} the step, and {@code once} a
 * file that the first to do harm creates, so that no other does. {@link Harm#WAIT} ends when there is a file {@code until}.
 */
public final class Harmful implements Program {
    /** What a phase can do to the process that computes it. */
    public enum Harm {
        NONE,
        EXIT,
        SLEEP,
        LOOP,
        FILL_HEAP,
        THROW,
        WAIT;

        private static final long POLL_NANOS = 20_000_000;

        private void act(Config config) {
            switch (this) {
                case NONE -> {}
                case EXIT -> Runtime.getRuntime().halt(42);
                case SLEEP -> sleep();
                case LOOP -> loop();
                case FILL_HEAP -> fillHeap();
                case THROW -> throw new IllegalStateException("no idea");
                case WAIT -> await(Path.of(config.string("until")));
            }
        }

        private static void sleep() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private static void await(Path file) {
            while (!Files.exists(file)) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        /** Never ends, whoever interrupts it. */
        private static void loop() {
            while (System.nanoTime() != 0) {
                Thread.onSpinWait();
            }
        }

        private static void fillHeap() {
            List<long[]> kept = new ArrayList<>();
            while (kept.size() < Integer.MAX_VALUE) {
                kept.add(new long[1 << 20]);
            }
        }
    }

    @Override
    public void define(ProgramBuilder p) {
        Config config = p.config();
        Harm harm = Harm.valueOf(config.string("harm"));
        int at = config.integer("at");
        Node images = Input.of(p.data().featureShape().dims());
        Node bright = Rescaling.of(1 / 255.0).apply(Flatten.of().apply(images));
        Model model = p.model("m", Model.of(images, Dense.of(10).apply(bright)));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train").updates(model).with(Adam.of(1e-3)).loss((step, batch) -> {
            if (step.number() == at && isFirst(config)) {
                harm.act(config);
            }
            return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
        });
        p.evaluation((step, batch) -> step.loss(loss, batch, model.call(batch.features())));
    }

    private static boolean isFirst(Config config) {
        if (!config.has("once")) {
            return true;
        }
        try {
            Files.createFile(Path.of(config.string("once")));
            return true;
        } catch (FileAlreadyExistsException done) {
            return false;
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
