package io.kindling.driver.internal.run.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.io.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    private RunFolder claim(RunFolder.Existing existing) {
        return RunFolder.claim(folder.toString(), existing, "train classifier --epochs 9", Map.of());
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

    private void mark(String host, long process) throws IOException {
        Files.writeString(
                folder.resolve(RunLock.FILE),
                "{\"command\":\"train x\",\"host\":\"" + host + "\",\"process\":" + process
                        + ",\"started\":\"2020-01-01T00:00:00Z\"}\n");
    }

    /** Returns the names in the folder, except that of a prepared mark. */
    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !RunLock.isPrepared(name))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void failedRun_isReplacedByItsRetry() throws IOException {
        failedRun();
        assertThat(names()).containsExactly("history.csv", "metrics.jsonl", "unfinished.json");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            assertThat(retry.replacesUnfinished()).isTrue();
            assertThat(names()).as("until it begins").hasSize(3);
            retry.begin();
            assertThat(names()).containsExactly("unfinished.json");
        }
    }

    @Test
    void killedRun_isReplacedByItsRetry() throws IOException {
        mark(RunLock.ofThisProcess("").host(), ProcessHandle.current().pid());
        writeFiles("metrics.jsonl", ".history.csv.01234567-89ab-cdef-0123-456789abcdef.tmp");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            retry.begin();
            assertThat(names()).containsExactly("unfinished.json");
        }
    }

    @Test
    void failedRunThatLeftAModel_isNotReplacedSilently() throws IOException {
        failedRun();
        writeFiles("model/model.json");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("it already contains history.csv, metrics.jsonl, model, unfinished.json")
                .hasMessageEndingWith("Give another --output, or --overwrite.");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    private void isStartedOver() throws IOException {
        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            assertThat(retry.replacesUnfinished()).isTrue();
            retry.begin();
            assertThat(names()).containsExactly("unfinished.json");
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
            Files.writeString(folder.resolve(RunLock.FILE), half);
            isStartedOver();
        }
        Files.delete(folder.resolve(RunLock.FILE));
        writeFiles("metrics.jsonl", "." + RunLock.FILE + temporary);
        isStartedOver();
    }

    @Test
    void failedRun_leavesNoFolderOfAnIncompleteModel() throws IOException {
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            run.begin();
            writeFiles("metrics.jsonl", "model/weights.safetensors");
        }
        assertThat(names()).containsExactly("metrics.jsonl", "unfinished.json");
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
                                + " is writing there (kindling train classifier --epochs 9). Give another --output.");
            }
        }
    }

    @Test
    void runThatDoesNotStart_leavesTheFolderUnchanged() throws IOException {
        claim(RunFolder.Existing.REFUSE).close();
        assertThat(names()).isEmpty();

        mark("elsewhere", 1);
        claim(RunFolder.Existing.OVERWRITE).close();
        assertThat(RunLock.read(Location.of(folder.toString())).orElseThrow().host())
                .isEqualTo("elsewhere");
    }

    @Test
    void concurrentClaims_succeedOnlyOnce() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<RunFolder> claimed = new CopyOnWriteArrayList<>();
        try {
            List<Callable<Boolean>> claims =
                    Collections.nCopies(8, () -> claimed.add(claim(RunFolder.Existing.REFUSE)));
            for (Future<Boolean> claim : executor.invokeAll(claims)) {
                try {
                    claim.get();
                } catch (ExecutionException late) {
                    assertThat(late.getCause()).isInstanceOfAny(LockedException.class, OutputException.class);
                }
            }
            assertThat(claimed).hasSize(1);
        } finally {
            claimed.forEach(RunFolder::close);
            executor.shutdown();
        }
    }

    @Test
    void runOfAnotherMachine_isAssumedRunningUnlessOverwritten() throws IOException {
        mark("elsewhere", 1);

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("of a run on elsewhere that may still be running");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    @Test
    void markThatIsNotUnderstood_isThatOfAnUnknownMachine() throws IOException {
        Files.writeString(folder.resolve(RunLock.FILE), "{\"of\":\"another version\"}\n");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).hasMessageContaining("of a run on unknown that may");
    }

    @Test
    void finishedRun_isReplacedWithOverwriteWhenTheNextStarts_exceptItsModel() throws IOException {
        writeFiles("metrics.jsonl", "result.json", "model/model.json", "notes.txt");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).isInstanceOf(OutputException.class);
        claim(RunFolder.Existing.OVERWRITE).close();
        assertThat(names()).containsExactly("metrics.jsonl", "model", "notes.txt", "result.json");
        try (RunFolder next = claim(RunFolder.Existing.OVERWRITE)) {
            next.begin();
            assertThat(names()).containsExactly("model", "notes.txt", "unfinished.json");
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
                .hasMessage("Cannot overwrite " + folder
                        + ": it is not the output of a run, but contains model, notes.txt. Give another --output.");
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .hasMessageEndingWith("it already contains model, notes.txt. Give another --output.");
        assertThat(folder.resolve("model/important.bin")).hasContent("earlier");
    }
}
