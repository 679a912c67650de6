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

/**
 * A classifier that computes slowly until a file {@code go} is in its {@code folder}. Each process that computes leaves a file
 * {@code computes-PID} there.
 */
public final class Paced implements Program {
    private static final long PAUSE_MILLIS = 20;

    @Override
    public void define(ProgramBuilder p) {
        Config config = p.config();
        Path folder = Path.of(config.string("folder"));
        Path go = folder.resolve("go");
        Path own = folder.resolve("computes-" + ProcessHandle.current().pid());
        Node images = Input.of(p.data().featureShape().dims());
        Node bright = Rescaling.of(1 / 255.0).apply(Flatten.of().apply(images));
        Model model = p.model("m", Model.of(images, Dense.of(10).apply(bright)));
        Loss loss = SparseCategoricalCrossentropy.fromLogits();
        p.phase("train").updates(model).with(Adam.of(1e-3)).loss((step, batch) -> {
            // A phase that reads the number is run in each step.
            if (step.number() >= 0 && !Files.exists(go)) {
                pause(own);
            }
            return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
        });
        p.evaluation((step, batch) -> step.loss(loss, batch, model.call(batch.features())));
    }

    private static void pause(Path own) {
        try {
            Files.createFile(own);
        } catch (FileAlreadyExistsException known) {
            // It computed before.
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
