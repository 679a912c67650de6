package io.kindling.driver.internal.run.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.io.Location;
import io.kindling.io.internal.lock.Heartbeat;
import io.kindling.io.internal.lock.LockTimes;
import io.kindling.io.internal.lock.LockWait;
import io.kindling.io.internal.lock.LockedException;
import io.kindling.io.internal.lock.RunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunFolderTest {
    /** Never renewed, unless a test does it; expires at once. */
    private static final LockTimes TIMES =
            new LockTimes(Duration.ofDays(1), Duration.ofMillis(20), Duration.ofMillis(1));
    /** Never expires. */
    private static final LockTimes ENDLESS =
            new LockTimes(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(1));

    private static final String OWNER = "01234567-89ab-cdef-0123-456789abcdef";

    @TempDir
    Path folder;

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private Runnable waiting = () -> {};

    private RunFolder claim(RunFolder.Existing existing) {
        return claim(existing, TIMES);
    }

    private RunFolder claim(RunFolder.Existing existing, LockTimes times) {
        return RunFolder.claim(
                folder.toString(),
                existing,
                "train classifier --epochs 9",
                Map.of(),
                new LockWait(times, notes::add, () -> waiting.run()));
    }

    private void writeFiles(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "earlier");
        }
    }

    /** Leaves the files of a run that logged steps and ended without finishing. */
    private void failedRun() throws IOException {
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            run.begin();
            writeFiles("metrics.jsonl", "history.csv");
        }
    }

    /** Leaves the lock of a run that has not ended in an orderly way. */
    private void lock(int number, String host, long process) throws IOException {
        Files.writeString(
                folder.resolve("unfinished-" + number + ".json"),
                "{\"owner\":\"" + OWNER + "\",\"command\":\"kindling train x\",\"host\":\"" + host + "\",\"process\":"
                        + process + ",\"started\":\"2020-01-01T00:00:00Z\"}\n");
        Files.createFile(folder.resolve(".unfinished-" + OWNER + "-0"));
    }

    private String newestLock() throws IOException {
        return RunLock.read(Location.of(folder.toString())).orElseThrow().file();
    }

    private static String thisHost() {
        return RunLock.ofThisProcess("", Optional.empty(), Optional.empty()).host();
    }

    /** Returns the names in the folder, except those of heartbeats. */
    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !Heartbeat.isHeartbeat(name))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void failedRun_isReplacedByItsRetry() throws IOException {
        failedRun();
        assertThat(names()).containsExactly("history.csv", "metrics.jsonl", "unfinished-1.json");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            assertThat(retry.replacesUnfinished()).isTrue();
            assertThat(names()).as("until it begins").contains("history.csv", "metrics.jsonl");
            retry.begin();
            assertThat(names()).containsExactly("unfinished-2.json");
        }
    }

    @Test
    void killedRun_isReplacedByItsRetry() throws IOException {
        lock(1, thisHost(), ProcessHandle.current().pid());
        writeFiles("metrics.jsonl", ".history.csv.01234567-89ab-cdef-0123-456789abcdef.tmp");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            retry.begin();
            assertThat(names()).containsExactly("unfinished-2.json");
        }
    }

    @Test
    void failedRunThatLeftAModel_isNotReplacedSilently() throws IOException {
        failedRun();
        writeFiles("model/model.json");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("it already contains history.csv, metrics.jsonl, model, unfinished-1.json")
                .hasMessageEndingWith("Give another --output, or --overwrite.");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    /** Claims the folder, deletes the earlier run's files, and ends without finishing. */
    private void isStartedOver() throws IOException {
        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            assertThat(retry.replacesUnfinished()).isTrue();
            retry.begin();
            assertThat(names()).singleElement().matches(RunLock::isLock);
        }
    }

    @Test
    void runWhoseDiskWasFull_isStartedOver_whateverItLeftHalfWritten() throws IOException {
        String temporary = ".01234567-89ab-cdef-0123-456789abcdef.tmp";
        failedRun();
        Files.createDirectories(folder.resolve("model"));
        isStartedOver();
        failedRun();
        writeFiles("model/.weights.safetensors" + temporary, "model/weights.safetensors");
        isStartedOver();
        for (String half : List.of("", "{\"command\":\"tr")) {
            writeFiles("metrics.jsonl");
            Files.writeString(folder.resolve(newestLock()), half);
            isStartedOver();
        }
        Files.delete(folder.resolve(newestLock()));
        writeFiles("metrics.jsonl", ".unfinished-1.json" + temporary);
        isStartedOver();
    }

    @Test
    void failedRun_leavesNoFolderOfAnIncompleteModel() throws IOException {
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            run.begin();
            writeFiles("metrics.jsonl", "model/weights.safetensors");
        }
        assertThat(names()).containsExactly("metrics.jsonl", "unfinished-1.json");
    }

    @Test
    void folderNamedModel_ofSomethingElse_isNotReplaced() throws IOException {
        failedRun();
        writeFiles("model/important.bin");
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).isInstanceOf(OutputException.class);
        Files.delete(folder.resolve("model/important.bin"));
        Files.delete(folder.resolve("model"));
        writeFiles("model");
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).isInstanceOf(OutputException.class);
    }

    @Test
    void runningRun_isNotReplacedEvenWithOverwrite() throws IOException {
        try (RunFolder running = claim(RunFolder.Existing.REFUSE)) {
            assertThat(running.replacesUnfinished()).isFalse();
            for (RunFolder.Existing existing : RunFolder.Existing.values()) {
                assertThatThrownBy(() -> claim(existing))
                        .isInstanceOf(LockedException.class)
                        .hasMessage("Cannot write to " + folder + ": process "
                                + ProcessHandle.current().pid()
                                + " on " + thisHost()
                                + " (kindling train classifier --epochs 9) is writing there. Give another --output.");
            }
        }
    }

    @Test
    void runThatDoesNotStart_leavesTheFolderUnchanged() throws IOException {
        claim(RunFolder.Existing.REFUSE).close();
        assertThat(names()).isEmpty();

        lock(1, "elsewhere", 1);
        claim(RunFolder.Existing.OVERWRITE).close();
        assertThat(RunLock.read(Location.of(folder.toString())).orElseThrow().host())
                .isEqualTo("elsewhere");
    }

    /** Claims the folder concurrently, and returns those that succeeded. */
    private List<RunFolder> claimConcurrently(RunFolder.Existing existing) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<RunFolder> claimed = new CopyOnWriteArrayList<>();
        try {
            List<Callable<Boolean>> claims = Collections.nCopies(8, () -> claimed.add(claim(existing)));
            for (Future<Boolean> claim : executor.invokeAll(claims)) {
                try {
                    claim.get();
                } catch (ExecutionException late) {
                    assertThat(late.getCause()).isInstanceOfAny(LockedException.class, OutputException.class);
                }
            }
        } finally {
            executor.shutdown();
        }
        return claimed;
    }

    @Test
    void concurrentClaims_succeedOnlyOnce() throws Exception {
        List<RunFolder> claimed = claimConcurrently(RunFolder.Existing.REFUSE);
        assertThat(claimed).hasSize(1);
        claimed.get(0).close();
    }

    @Test
    void concurrentTakeovers_succeedOnlyOnce() throws Exception {
        for (int repeat = 0; repeat < 20; repeat++) {
            lock(1, repeat % 2 == 0 ? thisHost() : "elsewhere", 1);
            List<RunFolder> claimed = claimConcurrently(RunFolder.Existing.RESUME);
            assertThat(claimed).as("repeat %s", repeat).hasSize(1);
            claimed.get(0).requireLockNow();
            claimed.get(0).begin();
            assertThat(names()).containsExactly("unfinished-2.json");
            claimed.get(0).close();
            Files.delete(folder.resolve("unfinished-2.json"));
        }
    }

    @Test
    void runOfAnotherMachine_thatDidNotSayItsEnd_isNotReplaced() throws IOException {
        lock(1, "elsewhere", 17);
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE, ENDLESS))
                .isInstanceOf(LockedException.class)
                .hasMessage("Cannot write to " + folder
                        + ": process 17 on elsewhere (kindling train x) may still be writing there. Give another"
                        + " --output. If that run was killed, continue it with --resume, or replace it with"
                        + " --overwrite: both wait for a minute without a sign of life of it.");
    }

    @Test
    void runOfAnotherMachine_isReplacedIfItEndedOrderly() throws IOException {
        lock(1, "elsewhere", 17);
        Files.delete(folder.resolve(".unfinished-" + OWNER + "-0"));
        claim(RunFolder.Existing.REFUSE, ENDLESS).close();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESUME", "OVERWRITE"})
    void runOfAnotherMachine_isReplacedOnRequestOnceItIsSilent(RunFolder.Existing existing) throws IOException {
        lock(1, "elsewhere", 17);
        try (RunFolder next = claim(existing)) {
            next.begin();
            assertThat(names()).containsExactly("unfinished-2.json");
        }
        assertThat(notes)
                .containsExactly("Waiting up to 0 s for a sign of life: process 17 on elsewhere (kindling train x) may"
                        + " still be writing to " + folder + ".");
    }

    @ParameterizedTest
    @EnumSource(names = {"RESUME", "OVERWRITE"})
    void runOfAnotherMachine_thatRenewsItsLock_isNotReplaced(RunFolder.Existing existing) throws IOException {
        lock(1, "elsewhere", 17);
        Heartbeat heartbeat = new Heartbeat(Location.of(folder.toString()), OWNER);
        waiting = () -> {
            try {
                heartbeat.renew();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        };
        assertThatThrownBy(() -> claim(existing, ENDLESS))
                .isInstanceOf(LockedException.class)
                .hasMessage("Cannot write to " + folder
                        + ": process 17 on elsewhere (kindling train x) is writing there. Give another --output.");
        assertThat(names()).containsExactly("unfinished-1.json");
    }

    @Test
    void waitForAnotherRun_endsWhenInterrupted() throws IOException {
        lock(1, "elsewhere", 17);
        waiting = () -> {
            throw new CancellationException("signal");
        };
        assertThatThrownBy(() -> claim(RunFolder.Existing.RESUME, ENDLESS))
                .isInstanceOf(CancellationException.class)
                .hasMessage("signal");
    }

    @Test
    void runThatLostItsLock_writesNothing() throws IOException {
        LockTimes always = new LockTimes(Duration.ofDays(1), Duration.ZERO, Duration.ofMillis(1));
        RunFolder run = claim(RunFolder.Existing.REFUSE, always);
        run.begin();
        EpochHistory history = run.openHistory();
        history.write(0, Map.of("loss", 1.0));
        lock(2, "elsewhere", 17);
        writeFiles("history.csv", "model/weights.safetensors");

        assertThatThrownBy(() -> history.write(1, Map.of("loss", 1.0)))
                .isInstanceOf(LockedException.class)
                .hasMessageStartingWith(
                        "Cannot continue in " + folder + ": this run no longer has the lock of the folder:"
                                + " process 17 on elsewhere (kindling train x) has taken it over.");
        assertThatThrownBy(run::requireLockNow).isInstanceOf(LockedException.class);
        assertThatThrownBy(() -> run.writeResult(Map.of())).isInstanceOf(LockedException.class);
        run.close();
        ResultFile.writeErrorIfStarted(folder.toString(), Map.of(), Map.of());
        assertThat(folder.resolve("history.csv")).hasContent("earlier");
        assertThat(names()).containsExactly("history.csv", "model", "unfinished-1.json", "unfinished-2.json");
        assertThat(RunLock.read(Location.of(folder.toString())).orElseThrow().owner())
                .isEqualTo(OWNER);
    }

    @Test
    void lock_isRenewed() throws IOException {
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            RunLock lock = RunLock.read(Location.of(folder.toString())).orElseThrow();
            List<String> before = lock.heartbeats(Location.of(folder.toString()).list());
            run.requireLockNow();
            assertThat(lock.heartbeats(Location.of(folder.toString()).list()))
                    .hasSize(1)
                    .isNotEqualTo(before);
        }
    }

    @Test
    void markThatIsNotUnderstood_isThatOfAnUnknownMachine() throws IOException {
        Files.writeString(folder.resolve("unfinished-1.json"), "{\"of\":\"another version\"}\n");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("on unknown")
                .hasMessageContaining("may still be writing there");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    @Test
    void finishedRun_isReplacedWithOverwriteWhenTheNextStarts_exceptItsModel() throws IOException {
        writeFiles("metrics.jsonl", "result.json", "model/model.json", "notes.txt");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).isInstanceOf(OutputException.class);
        claim(RunFolder.Existing.OVERWRITE).close();
        assertThat(names()).containsExactly("metrics.jsonl", "model", "notes.txt", "result.json");
        try (RunFolder next = claim(RunFolder.Existing.OVERWRITE)) {
            next.begin();
            assertThat(names()).containsExactly("model", "notes.txt", "unfinished-1.json");
            assertThat(next.replacesUnfinished()).isFalse();
        }
    }

    @Test
    void next_usesTheFileSystemOfTheSettings() {
        assertThatThrownBy(() -> NextRunFolder.of("x", Map.of("fs.defaultFS", "hdfs://nowhere.invalid:9000/")))
                .isInstanceOf(OutputException.class)
                .hasMessage("Cannot look for output folders in runs: no host 'nowhere.invalid' is known");
    }

    @Test
    void folderThatIsNotARuns_isNotOverwritten() throws IOException {
        writeFiles("model/important.bin", "notes.txt");

        assertThatThrownBy(() -> claim(RunFolder.Existing.OVERWRITE))
                .isInstanceOf(OutputException.class)
                .hasMessage("Cannot write to " + folder
                        + ": it is not the output of a run, but contains model, notes.txt. Give another --output.");
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .hasMessageEndingWith("it already contains model, notes.txt. Give another --output.");
        assertThat(folder.resolve("model/important.bin")).hasContent("earlier");
    }
}
