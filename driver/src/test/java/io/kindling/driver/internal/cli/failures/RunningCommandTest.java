package io.kindling.driver.internal.cli.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.cluster.TablePass;
import io.kindling.driver.internal.run.RunListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RunningCommandTest {
    @Test
    void signal_printsOneLine_andEndsTheRunAtItsNextEvent() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        List<Integer> epochs = new ArrayList<>();
        RunListener listener = new RunListener() {
            @Override
            public void epochStarted(int epoch) {
                epochs.add(epoch);
            }
        };
        try (RunningCommand watching = RunningCommand.start(
                new Console(stream, stream, Terminal.NONE),
                new OutputFlags("train", false, false),
                listener,
                "Continue.",
                failure -> {})) {
            watching.epochStarted(0);
            watching.report();

            assertThatThrownBy(() -> watching.epochStarted(1)).isInstanceOf(CancellationException.class);
        }
        assertThat(epochs).containsExactly(0);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "kindling: Interrupted before the first step: nothing was saved. Run the same command to start"
                                + " over.\n");
    }

    @Test
    void interruptedPass_isNotShownAgain() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        try (RunningCommand command = RunningCommand.start(
                new Console(stream, stream, Terminal.NONE),
                new OutputFlags("train", false, false),
                new RunListener() {},
                "Continue.",
                failure -> {})) {
            command.report();
            command.passing(new TablePass("Predicting t", 9, OptionalLong.of(9), 3, 3, 10));
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .startsWith("kindling: Interrupted before the first step: nothing was saved.");
    }

    @Test
    void whatHappensAfterTheReport_changesNothing() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        RunningCommand command = RunningCommand.start(
                new Console(stream, stream, Terminal.NONE),
                new OutputFlags("train", false, false),
                new RunListener() {},
                "Continue.",
                failure -> {});
        try (command) {
            command.closeAtEnd(() -> {
                throw new IllegalStateException("cannot close");
            });
            int code = command.conclude(() -> {
                command.saved();
                return () -> {
                    stream.println("result");
                    return 0;
                };
            });
            assertThat(code).isZero();
            command.report();
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("result\n");
    }
}
