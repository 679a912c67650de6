package io.kindling.program.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedExchangeTest {
    private static final String NO_KEY = "00000000-0000-0000-0000-000000000000";
    private static final boolean FULL = Boolean.getBoolean("kindling.full");

    @TempDir
    private Path folder;

    private final List<MappedExchange> exchanges = new ArrayList<>();

    /** One exchange for each rank, in this process. */
    private void connect(ExchangePlan plan) {
        exchanges.add(MappedExchange.create(List.of(folder), plan, 0));
        for (int rank = 1; rank < plan.ranks(); rank++) {
            exchanges.add(MappedExchange.open(exchanges.get(0).file(), plan, rank));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 10000", "2, 2, 2500", "2, 3, 2500", "3, 4, 300", "3, 5, 300"})
    void threads_readWhatTheOthersWrote(int ranks, long seed, int rounds) throws Exception {
        ExchangePlan plan = ExchangeRounds.plan(ranks, seed);
        connect(plan);
        ExecutorService threads = Executors.newFixedThreadPool(ranks);
        try {
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int rank = 0; rank < ranks; rank++) {
                ExchangeRounds part = new ExchangeRounds(exchanges.get(rank), plan, rank);
                work.add(() -> {
                    part.run(FULL ? 10 * rounds : rounds);
                    return true;
                });
            }
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(exchanges.get(1).published(0)).isEqualTo(exchanges.get(0).published(1));
        assertThat(files()).isEmpty();
    }

    @Test
    void processes_readWhatTheOthersWrote() throws Exception {
        try (ExchangeProcess first = new ExchangeProcess();
                ExchangeProcess second = new ExchangeProcess()) {
            for (int[] run : new int[][] {{2, 6, 10_000}, {2, 7, 1_000}, {3, 8, 200}, {3, 9, 200}}) {
                int ranks = run[0];
                int rounds = FULL ? 10 * run[2] : run[2];
                ExchangePlan plan = ExchangeRounds.plan(ranks, run[1]);
                try (MappedExchange own = MappedExchange.create(List.of(folder), plan, 0)) {
                    first.start(own, ranks, 1, run[1], rounds);
                    if (ranks == 3) {
                        second.start(own, ranks, 2, run[1], rounds);
                    }
                    new ExchangeRounds(own, plan, 0).run(rounds);
                    assertThat(first.answer()).isEqualTo("done " + rounds);
                    assertThat(ranks == 3 ? second.answer() : "done " + rounds).isEqualTo("done " + rounds);
                }
            }
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void aKilledProcess_endsTheWaitsOfTheOthers_andLeavesNoFile() throws Exception {
        ExchangePlan plan = ExchangeRounds.plan(2, 10);
        try (ExchangeProcess other = new ExchangeProcess();
                MappedExchange own = MappedExchange.create(List.of(folder), plan, 0)) {
            other.start(own, 2, 1, 10, 100);
            new ExchangeRounds(own, plan, 0).run(100);
            assertThat(other.answer()).isEqualTo("done 100");
            other.kill();
            own.scatter(0, new byte[0]);
            assertThatThrownBy(() -> own.await(() -> false))
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageMatching("Cannot continue: rank 1 \\(shards .*\\) is gone: process \\d+ has ended\\.");
        }
    }

    @Test
    void aRankThatLeft_endsTheWaitsOfTheOthers_onceTheyNeedMoreOfIt() {
        connect(ExchangeRounds.plan(2, 1));
        exchanges.get(0).scatter(0, new byte[] {1});
        exchanges.get(0).close();
        exchanges.get(1).scatter(0, new byte[] {2});
        assertThat(exchanges.get(1).await(() -> false)).isTrue();
        assertThat(exchanges.get(1).message(0)).containsExactly(1);
        exchanges.get(1).agree(new byte[0]);
        assertThatThrownBy(() -> exchanges.get(1).await(() -> false))
                .isInstanceOf(ExchangeException.class)
                .hasMessageMatching("Cannot continue: rank 0 \\(.*\\) has left the exchange\\.");
        assertThatThrownBy(() -> exchanges.get(0).agree(new byte[0]))
                .hasMessage("Cannot continue: the exchange was closed.");
    }

    @Test
    void await_isEndedByItsCondition() {
        connect(ExchangeRounds.plan(2, 1));
        exchanges.get(0).scatter(0, new byte[0]);
        AtomicInteger asked = new AtomicInteger();
        assertThat(exchanges.get(0).await(() -> asked.incrementAndGet() >= 500)).isFalse();
        assertThat(exchanges.get(0).published(1)).isZero();
    }

    @Test
    void anInterrupt_isKeptAndDoesNotEndAWait() {
        connect(ExchangeRounds.plan(2, 1));
        exchanges.get(0).scatter(0, new byte[0]);
        AtomicInteger asked = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThat(exchanges.get(0).await(() -> asked.incrementAndGet() >= 500)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aMessageThatIsTooLong_isRefused() {
        connect(ExchangeRounds.plan(2, 1));
        assertThatThrownBy(() -> exchanges.get(0).scatter(0, new byte[41]))
                .isInstanceOf(ExchangeException.class)
                .hasMessage(
                        "Cannot send a message of 41 bytes to the other ranks: the plan of the exchange allows 40.");
    }

    @Test
    void aFolderWithoutSpace_fallsBackToAnother_andSaysSo() throws IOException {
        ExchangePlan plan = ExchangeRounds.plan(2, 1);
        Path missing = folder.resolve("missing");
        try (MappedExchange exchange = MappedExchange.create(List.of(missing, folder), plan, 0)) {
            assertThat(exchange.file()).hasParentRaw(folder);
            assertThat(exchange.note().orElseThrow())
                    .startsWith("Executors exchange gradients through " + folder + ", because " + missing
                            + " cannot be used");
        }
        try (MappedExchange exchange = MappedExchange.create(List.of(folder), plan, 0)) {
            assertThat(exchange.note()).isEmpty();
        }
        int elements = 400_000_000;
        WeightLayout layout =
                new WeightLayout(List.of(new WeightLayout.Slice("w", Shape.of(elements), 0, true)), elements);
        ExchangePlan huge = new ExchangePlan(
                List.of(new Range(0, 1_000)),
                List.of(new ExchangePlan.PhaseSlices(layout, List.of(new Range(0, elements)))),
                10);
        assertThatThrownBy(() -> MappedExchange.create(List.of(folder), huge, 0))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining(folder + " has ")
                .hasMessageContaining("but 1600000004096 are needed")
                .hasMessageContaining("--shm-size");
        assertThat(files()).isEmpty();
    }

    @Test
    void theFile_isItsOwnersAlone() throws IOException {
        connect(ExchangeRounds.plan(2, 1));
        Path file = exchanges.get(0).file();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Process stat = new ProcessBuilder("stat", "--format=%b %B", file.toString()).start();
        String[] blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ", -1);
        assertThat(Long.parseLong(blocks[0]) * Long.parseLong(blocks[1])).isGreaterThanOrEqualTo(Files.size(file));
    }

    @Test
    void foreignFiles_areRefused() throws IOException {
        ExchangePlan plan = ExchangeRounds.plan(2, 1);
        connect(plan);
        Path file = exchanges.get(0).file();
        String refused = "Cannot use .*, which executors of one machine share: ";
        assertRefused(folder.resolve("missing"), plan, "Cannot open .*missing.*NoSuchFileException.*");
        assertRefused(Files.copy(file, folder.resolve("other")), plan, refused + "it is no file of an exchange\\.");
        assertRefused(
                Files.createSymbolicLink(folder.resolve("link"), file),
                plan,
                refused + "it is no file of an exchange\\.");
        String name = file.getFileName().toString();
        Path renamed = Files.copy(
                file,
                folder.resolve(name.replaceAll("[-0-9a-f]{36}\\.", NO_KEY + ".")),
                StandardCopyOption.COPY_ATTRIBUTES);
        assertRefused(renamed, plan, refused + "its header is not that of an exchange\\.");
        Files.setPosixFilePermissions(renamed, PosixFilePermissions.fromString("rw-r-----"));
        assertRefused(
                renamed, plan, refused + "it belongs to .* with permissions rw-r-----, but must belong to .* alone\\.");
        assertRefused(
                file,
                new ExchangePlan(plan.shards(), plan.phases(), plan.messageBytes() - 1),
                refused + "it was created for another program, other ranks or by another version of Kindling\\.");
        assertRefused(file, ExchangeRounds.plan(3, 2), refused + "it has \\d+ bytes instead of \\d+\\.");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(file) - 1);
        }
        assertRefused(file, plan, refused + "it has \\d+ bytes instead of \\d+\\.");
    }

    private static void assertRefused(Path file, ExchangePlan plan, String message) {
        assertThatThrownBy(() -> MappedExchange.open(file, plan, 1))
                .isInstanceOf(ExchangeException.class)
                .hasMessageMatching("(?s)" + message);
    }

    @Test
    void create_deletesFilesOfProcessesThatHaveEnded_andNoOthers() throws Exception {
        RankProcess here = RankProcess.current();
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String key = "-" + NO_KEY + ".exchange";
        Files.createFile(folder.resolve("kindling-" + here.namespace() + "-" + ended.pid() + key));
        Path running = Files.createFile(folder.resolve("kindling-" + here.namespace() + "-" + here.pid() + key));
        Path elsewhere =
                Files.createFile(folder.resolve("kindling-" + (here.namespace() + 1) + "-" + ended.pid() + key));
        Path other = Files.createFile(folder.resolve("kindling-notes.exchange"));
        try (MappedExchange exchange = MappedExchange.create(List.of(folder), ExchangeRounds.plan(2, 1), 0)) {
            assertThat(files()).containsExactlyInAnyOrder(running, elsewhere, other, exchange.file());
        }
    }

    @Test
    void aCorruptCounter_isFound() throws IOException {
        ExchangePlan plan = ExchangeRounds.plan(2, 1);
        connect(plan);
        MappedLayout layout = new MappedLayout(plan);
        try (FileChannel channel = MappedFile.open(exchanges.get(0).file(), layout)) {
            MappedFile.map(channel, 0, layout.controlBytes()).putLong(layout.recordAt(1), 7);
        }
        exchanges.get(0).scatter(0, new byte[0]);
        assertThatThrownBy(() -> exchanges.get(0).await(() -> false))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("has published 7 exchanges while rank 0")
                .hasMessageContaining("is corrupt");
    }
}
