package io.kindling.driver.internal.run.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.ErrorCategory;
import io.kindling.io.internal.lock.LockWait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a driver does that a cluster has started in place of another one, or of none. */
class SubmissionTest {
    private static final List<String> PROPERTIES = List.of(
            "spark.submit.deployMode",
            "spark.app.submitTime",
            "spark.yarn.app.id",
            "spark.yarn.maxAppAttempts",
            "spark.driver.supervise");

    @TempDir
    Path folder;

    /** Lets this process be one that a cluster has started. */
    private static void submitted(String time) {
        System.setProperty("spark.submit.deployMode", "cluster");
        System.setProperty("spark.app.submitTime", time);
    }

    @AfterEach
    void clear() {
        PROPERTIES.forEach(System::clearProperty);
    }

    private RunFolder claim(RunFolder.Existing existing) {
        return RunFolder.claim(folder.toString(), existing, "train x", Map.of(), new LockWait(note -> {}, () -> {}));
    }

    private void failWith(int exit) {
        Map<String, ?> error = Map.of("error", Map.of("exit", exit, "message", "Cannot: " + exit + "."));
        ResultFile.writeError(folder.toString(), RunFolder.Existing.REFUSE, "train x", error, Map.of());
    }

    private Optional<RepeatedErrorException> earlierError() {
        return ResultFile.earlierError(folder.toString(), Map.of());
    }

    @Test
    void submission_isYarnsApplication_orTheTimeOfTheSubmission() {
        assertThat(Submission.current()).isEmpty();
        System.setProperty("spark.app.submitTime", "17");
        assertThat(Submission.current()).as("a driver that no cluster restarts").isEmpty();
        submitted("17");
        assertThat(Submission.current()).contains("submitted-17");
        System.setProperty("spark.yarn.app.id", "application_1_2");
        assertThat(Submission.current()).contains("application_1_2");
    }

    @Test
    void driverThatMayBeRestarted_warnsOfOutputOnALocalDisk() {
        submitted("17");
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            assertThat(run.warning()).isEmpty();
            System.setProperty("spark.driver.supervise", "true");
            assertThat(run.warning().orElseThrow())
                    .startsWith("The output is in file:" + folder + ": if the cluster restarts this driver");
            System.setProperty("spark.yarn.app.id", "application_1_2");
            assertThat(run.warning()).isPresent();
            System.setProperty("spark.yarn.maxAppAttempts", "1");
            assertThat(run.warning()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REFUSE", "OVERWRITE", "RESUME"})
    void restartedDriver_continues(RunFolder.Existing existing) {
        submitted("17");
        try (RunFolder first = claim(existing)) {
            first.begin();
        }
        try (RunFolder restarted = claim(existing)) {
            assertThat(restarted.isResuming()).isTrue();
            restarted.resume();
        }
        submitted("18");
        try (RunFolder other = claim(existing)) {
            assertThat(other.isResuming()).isEqualTo(existing == RunFolder.Existing.RESUME);
        }
    }

    @Test
    void restartedDriver_findsAFinishedRun() throws IOException {
        submitted("17");
        try (RunFolder first = claim(RunFolder.Existing.REFUSE)) {
            first.begin();
            Files.createFile(folder.resolve("metrics.jsonl"));
            first.writeResult(Map.of(ResultFile.SUBMISSION, Submission.current().orElseThrow()));
        }
        try (RunFolder restarted = claim(RunFolder.Existing.REFUSE)) {
            assertThat(restarted.isResuming()).isTrue();
            assertThat(restarted.holdsFinishedRun()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 9})
    void restartedDriver_repeatsAnErrorThatItWouldHaveAgain(int exit) {
        submitted("17");
        failWith(exit);
        RepeatedErrorException error = earlierError().orElseThrow();
        assertThat(error.category().exitCode()).isEqualTo(exit);
        assertThat(error).hasMessage("Cannot: " + exit + ".");
        submitted("18");
        assertThat(earlierError()).as("another submission").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 7, 8})
    void restartedDriver_triesAgainAfterOtherErrors(int exit) {
        submitted("17");
        failWith(exit);
        assertThat(earlierError()).isEmpty();
        claim(RunFolder.Existing.REFUSE).close();
    }

    @Test
    void driverOutsideACluster_repeatsNothing() {
        failWith(ErrorCategory.DATA.exitCode());
        assertThat(earlierError()).isEmpty();
    }
}
