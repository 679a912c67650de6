package io.kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    private RunFolder claim(RunFolder.Existing existing) {
        return RunFolder.claim(folder.toString(), existing, Map.of());
    }

    private void holds(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), "earlier");
        }
    }

    /** A run that logged and ended without finishing. */
    private void failedRun() throws IOException {
        try (RunFolder run = claim(RunFolder.Existing.REFUSE)) {
            run.begin("train classifier");
            holds("metrics.jsonl", "history.csv");
        }
    }

    private void mark(String host, long process) throws IOException {
        Files.writeString(
                folder.resolve(RunMark.FILE),
                "{\"command\":\"train x\",\"host\":\"" + host + "\",\"process\":" + process
                        + ",\"started\":\"2020-01-01T00:00:00Z\"}");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void failedRun_makesPlaceForItsRetry() throws IOException {
        failedRun();
        assertThat(names()).containsExactly("history.csv", "metrics.jsonl", "unfinished.json");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            assertThat(retry.replacesUnfinished()).isTrue();
            assertThat(names()).as("until it begins").hasSize(3);
            retry.begin("train classifier");
            assertThat(names()).containsExactly("unfinished.json");
        }
    }

    @Test
    void killedRun_makesPlaceForItsRetry() throws IOException {
        mark(RunMark.ofThisProcess("").host(), ProcessHandle.current().pid());
        holds("metrics.jsonl", ".history.csv.01234567-89ab-cdef-0123-456789abcdef.tmp");

        try (RunFolder retry = claim(RunFolder.Existing.REFUSE)) {
            retry.begin("train classifier");
            assertThat(names()).containsExactly("unfinished.json");
        }
    }

    @Test
    void failedRunThatLeftAModel_isNotReplacedSilently() throws IOException {
        failedRun();
        holds("model/model.json");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("it holds history.csv, metrics.jsonl, model, unfinished.json")
                .hasMessageEndingWith("Give another --output, or --overwrite.");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    @Test
    void runThatIsGoing_isNotTouchedEvenToOverwrite() throws IOException {
        try (RunFolder going = claim(RunFolder.Existing.REFUSE)) {
            going.begin("train classifier --epochs 9");
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
    void runOfAnotherMachine_isTakenForGoingUntilTheUserSaysOtherwise() throws IOException {
        mark("elsewhere", 1);

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("of a run on elsewhere that may still be going");
        claim(RunFolder.Existing.OVERWRITE).close();
    }

    @Test
    void markThatCannotBeRead_isOfAMachineNobodyKnows() throws IOException {
        holds(RunMark.FILE);

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).hasMessageContaining("of a run on unknown that may");
    }

    @Test
    void finishedRun_isReplacedOnRequestWhenTheNextBegins_itsModelNotBeforeThereIsAnother() throws IOException {
        holds("metrics.jsonl", "result.json", "model/model.json", "notes.txt");

        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE)).isInstanceOf(OutputException.class);
        claim(RunFolder.Existing.OVERWRITE).close();
        assertThat(names()).containsExactly("metrics.jsonl", "model", "notes.txt", "result.json");
        try (RunFolder next = claim(RunFolder.Existing.OVERWRITE)) {
            next.begin("train classifier");
            assertThat(names()).containsExactly("model", "notes.txt", "unfinished.json");
            assertThat(next.replacesUnfinished()).isFalse();
        }
    }

    @Test
    void next_looksOnTheFileSystemOfTheSettings() {
        assertThatThrownBy(() -> RunFolder.next("x", Map.of("fs.defaultFS", "hdfs://nowhere.invalid:9000/")))
                .isInstanceOf(OutputException.class)
                .hasMessage("Cannot look for output folders in runs: no host 'nowhere.invalid' is known");
    }

    @Test
    void folderThatWasNeverARun_isNotOverwritten() throws IOException {
        holds("model/important.bin", "notes.txt");

        assertThatThrownBy(() -> claim(RunFolder.Existing.OVERWRITE))
                .isInstanceOf(OutputException.class)
                .hasMessage("Cannot overwrite " + folder
                        + ": it is not the output of a run, it holds model, notes.txt. Give another --output.");
        assertThatThrownBy(() -> claim(RunFolder.Existing.REFUSE))
                .hasMessageEndingWith("it holds model, notes.txt. Give another --output.");
        assertThat(folder.resolve("model/important.bin")).hasContent("earlier");
    }
}
