package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.ProgramJar;
import io.kindling.deploy.RunningKindling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Injects every fault into a training on one master with one strategy, at a step that the seed determines. With {@code
 * -Dkindling.full=true} there are more seeds; {@code -Dkindling.fault.seed=N} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultSuite {
    private static final String PROGRAM = "com.acme.fault.Harmful";
    private static final String ONE_SEED = "kindling.fault.seed";
    private static final int FULL_SEEDS = 10;
    private static final int SHARDS = 4;
    private static final int FIRST_STEP = 12;
    private static final int LAST_STEP = 48;
    private static final double MILLIS = 1e3;

    private Path folder;
    private KindlingResult quiet;
    private Duration quietTime;
    private int count;

    /** The faults of this suite: all, unless it takes some only. Each fault is in one suite at least in every build. */
    Stream<Fault> faults() {
        return Stream.of(
                new KilledExecutors(1),
                new KilledExecutors(Integer.MAX_VALUE),
                new PausedExecutor(),
                new StoppedExecutor(),
                new HarmfulTask("EXIT"),
                new HarmfulTask("FILL_HEAP"),
                new ThrowingTask(),
                new DeadlyTask(),
                new VanishedData(),
                new EndlessTask("LOOP"),
                new HungExecutor(),
                new ExecutorStoppedAtTheEnd(),
                new HungListener(new ThrowingTask()),
                new HungListener(new SignalAfterResult("TERM", new NoFault())));
    }

    /** Starts what the trainings need; called once. */
    void prepare(Path logs) throws IOException {}

    /** The process that trains. */
    KindlingProcess process(Path folder) {
        return KindlingProcess.in(folder);
    }

    /** The arguments before those of {@code train}, such as spark-submit's. */
    List<String> command() {
        return List.of();
    }

    /** The options of {@code train} that choose master and strategy. */
    abstract List<String> options();

    @BeforeAll
    void trainQuietly(@TempDir Path shared) throws IOException {
        folder = shared;
        ProgramJar.pack(
                folder.resolve("harmful.jar"),
                "com.acme.fault.",
                "Harmful",
                "Harmful$1",
                "Harmful$Harm",
                "HungListener");
        prepare(nextFolder());
        Path output = nextFolder();
        Instant started = Instant.now();
        try (RunningKindling running = start(output, new NoFault().data(output), List.of())) {
            quiet = running.await().exitsWith(0);
        }
        quietTime = Duration.between(started, Instant.now());
    }

    private Path nextFolder() throws IOException {
        return Files.createDirectory(folder.resolve(Integer.toString(++count)));
    }

    private RunningKindling start(Path output, Path data, List<String> more) {
        List<String> words = new ArrayList<>(command());
        words.addAll(
                List.of("train", PROGRAM, "--jar", folder.resolve("harmful.jar").toString()));
        words.addAll(List.of("--data", data.toString()));
        words.addAll(List.of(
                "--limit", "640", "--epochs", "6", "--validation", "100", "--shards", Integer.toString(SHARDS)));
        words.addAll(List.of("--log-every", "1", "--json", "--output", output.toString()));
        words.addAll(options());
        words.addAll(more);
        if (!more.contains("--set")) {
            words.addAll(List.of("--set", "harm=NONE,at=0"));
        }
        return process(folder).start(words.toArray(String[]::new));
    }

    Stream<Arguments> cases() {
        Integer one = Integer.getInteger(ONE_SEED);
        int seeds = Boolean.getBoolean("kindling.full") ? FULL_SEEDS : 1;
        List<Integer> chosen =
                one != null ? List.of(one) : IntStream.range(0, seeds).boxed().toList();
        return faults().flatMap(fault -> chosen.stream().map(seed -> Arguments.of(fault, seed)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("cases")
    void fault_isSurvivedOrReported(Fault fault, int seed) throws Exception {
        Random random = new Random(seed);
        int step = random.nextInt(FIRST_STEP, LAST_STEP);
        Path own = nextFolder();
        Path output = own.resolve("run");
        Instant started = Instant.now();
        try (RunningKindling running = start(output, fault.data(own), fault.options(own, step))) {
            RunningTraining training = new RunningTraining(running, output, started, random);
            fault.inject(training, step);
            fault.verify(running.await(), quiet);
            System.out.printf(
                    Locale.ROOT,
                    "%s in %s: %.1f s from start to end, without the fault %.1f s%n",
                    fault,
                    getClass().getSimpleName(),
                    Duration.between(started, Instant.now()).toMillis() / MILLIS,
                    quietTime.toMillis() / MILLIS);
        } catch (AssertionError | Exception failure) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "Repeat: mvn -B verify -pl deploy -am -Dit.test='%s#fault_*' -D%s=%d",
                            getClass().getSimpleName(),
                            ONE_SEED,
                            seed),
                    failure);
        } finally {
            RunningTraining.endStopped();
        }
    }

    /** Executors that ended are counted as well, and steps that were repeated once. */
    private static void assertEachShardCounts(KindlingResult result) {
        JsonNode executors = result.json().get("executors");
        // In one process, tasks count what they compute themselves.
        if (!executors.get(0).get("id").asText().equals("driver")) {
            long computed = StreamSupport.stream(executors.spliterator(), false)
                    .mapToLong(executor -> executor.get("shards_computed").asLong())
                    .sum();
            assertThat(computed)
                    .as("shards computed in %s", result)
                    .isEqualTo(SHARDS * result.json().get("steps_this_run").asLong());
        }
    }

    static void assertSameWeights(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(0);
        assertThat(result.json().get("weights_sha256"))
                .as("weights of %s", result)
                .isEqualTo(quiet.json().get("weights_sha256"));
        if (quiet.json().get("strategy").asText().equals("allreduce")) {
            assertEachShardCounts(result);
        }
    }
}
