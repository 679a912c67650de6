package io.kindling.driver.internal.cli.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.ErrorCategory;
import io.kindling.data.DataException;
import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.run.output.OutputException;
import io.kindling.io.ModelException;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.program.NonFiniteStepException;
import io.kindling.program.PhaseException;
import io.kindling.program.ProgramException;
import io.kindling.worker.internal.machine.Version;
import java.util.List;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
    private static int code(Throwable failure) {
        return ExitCode.category(failure).exitCode();
    }

    /** Returns a failed task as Spark reports it. */
    private static SparkException task(Throwable cause) {
        return new SparkException("Job aborted due to stage failure: Task 2 in stage 0.0 failed 4 times", cause);
    }

    @Test
    void kindlingsExceptions_haveTheirExitCodes() {
        assertThat(code(new SettingsException("x"))).isEqualTo(2);
        assertThat(code(new DataException("x"))).isEqualTo(3);
        assertThat(code(new ModelException("x"))).isEqualTo(4);
        assertThat(code(new ClusterException("x"))).isEqualTo(6);
        assertThat(code(new OutputException("x"))).isEqualTo(7);
        assertThat(code(new LockedException("x"))).isEqualTo(8);
        assertThat(code(new NonFiniteStepException("x"))).isEqualTo(9);
        assertThat(code(new ProgramException("x"))).isEqualTo(2);
        assertThat(code(new IllegalStateException("x"))).isEqualTo(1);
    }

    @Test
    void failureInATask_hasTheExitCodeOfItsKindlingCause() {
        assertThat(code(task(new DataException("x")))).isEqualTo(3);
        assertThat(code(new IllegalStateException(task(new ModelException("x")))))
                .isEqualTo(4);
        assertThat(code(task(new ProgramException("x")))).isEqualTo(5);
        assertThat(code(task(new IllegalArgumentException("x")))).isEqualTo(5);
    }

    @Test
    void missingNatives_areReportedWithThePlatform() {
        ProgramException failure =
                new ProgramException("x", new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu")));
        assertThat(code(failure)).isEqualTo(6);
        assertThat(Failure.message(failure, ErrorCategory.CLUSTER))
                .startsWith("Cannot compute on " + System.getProperty("os.name"))
                .contains("This build supports " + Version.PLATFORM);
    }

    @Test
    void phaseThatThrew_hasItsExitCodeWhereverItRan() {
        PhaseException failure = new PhaseException("Cannot compute phase 'train'", "trace");
        assertThat(code(failure)).isEqualTo(5);
        assertThat(Failure.message(failure, ErrorCategory.TASKS))
                .isEqualTo("Cannot compute phase 'train'. Run again with --verbose to see where.");
    }

    @Test
    void messageWithALineOfUserCode_hasNoHintToRunVerbosely() {
        PhaseException failure =
                new PhaseException("Cannot compute phase 'train': x.Y: no idea (at My Program.java:12)", "trace");
        assertThat(Failure.message(failure, ErrorCategory.TASKS))
                .isEqualTo("Cannot compute phase 'train': x.Y: no idea (at My Program.java:12).");
    }

    @Test
    void message_ofAFailedTask_isThatOfTheUsersException() {
        SparkException failure = task(new IllegalArgumentException("Cannot multiply (2, 3) by (4, 5)"));
        assertThat(Failure.message(failure, ExitCode.category(failure)))
                .isEqualTo("Cannot multiply (2, 3) by (4, 5)." + " Run again with --verbose to see where.");
    }

    @Test
    void message_ofAnInternalError_namesItsClass() {
        assertThat(Failure.message(new NullPointerException("oh"), ErrorCategory.INTERNAL))
                .startsWith("Cannot continue: java.lang.NullPointerException: oh.");
    }

    @Test
    void outOfMemory_isAUsageError() {
        for (Throwable failure : List.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException(new OutOfMemoryError("x")),
                task(new OutOfMemoryError("x")))) {
            assertThat(code(failure)).isEqualTo(2);
        }
        assertThat(Failure.message(new OutOfMemoryError("Java heap space"), ErrorCategory.USAGE))
                .isEqualTo("Cannot continue: this process is out of memory. Set KINDLING_JAVA_OPTS=-Xmx8g, for example,"
                        + " or --driver-memory 8g under spark-submit.");
        SparkException executor = new SparkException(
                "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited caused by one of the running"
                        + " tasks) Reason: Command exited with code 52",
                null);
        assertThat(code(executor)).isEqualTo(2);
        assertThat(Failure.message(executor, ErrorCategory.USAGE))
                .startsWith("Cannot continue: an executor is out of memory. Set --conf spark.executor.memory");
        assertThat(code(new PhaseException("Cannot compute phase 'x': java.lang.OutOfMemoryError", "trace")))
                .isEqualTo(5);
    }

    @Test
    void lostCluster_hasItsExitCode() {
        assertThat(code(new SparkException("Job 3 cancelled because SparkContext was shut down", null)))
                .isEqualTo(6);
        assertThat(code(new IllegalStateException("Cannot call methods on a stopped SparkContext.")))
                .isEqualTo(6);
    }
}
