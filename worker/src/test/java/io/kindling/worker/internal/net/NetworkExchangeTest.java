package io.kindling.worker.internal.net;

import static io.kindling.worker.internal.net.TestEndpoints.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.reduce.CanonicalSum;
import io.kindling.program.internal.reduce.PartialGradient;
import io.kindling.program.internal.reduce.RangeSum;
import io.kindling.program.internal.replica.FlatElements;
import io.kindling.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkExchangeTest {
    private static final int STEPS = 3;
    /** Several frames for each of two ranks, and weights of which some are empty. */
    private static final WeightLayout LARGE = layout(150_000, 0, 7, 49_993);

    private static final WeightLayout SMALL = layout(5, 3);
    private static final List<WeightLayout> PHASES = List.of(LARGE, SMALL);

    private final List<ExchangeEndpoint> endpoints = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        endpoints.forEach(ExchangeEndpoint::close);
        threads.shutdownNow();
    }

    private static WeightLayout layout(int... sizes) {
        List<WeightLayout.Slice> slices = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            slices.add(new WeightLayout.Slice("w" + slices.size(), Shape.of(size), from, true));
            from += size;
        }
        return new WeightLayout(slices, from);
    }

    /** @param counts the number of shards of each rank, such as {@code 1 2 4} */
    private static ExchangePlan plan(String counts) {
        List<Range> shards = new ArrayList<>();
        for (String count : counts.split(" ")) {
            int from = shards.isEmpty() ? 0 : shards.get(shards.size() - 1).to();
            shards.add(new Range(from, from + Integer.parseInt(count)));
        }
        List<ExchangePlan.PhaseSlices> phases = new ArrayList<>();
        for (WeightLayout layout : PHASES) {
            List<Range> slices = new ArrayList<>();
            for (int rank = 0; rank < shards.size(); rank++) {
                // The last rank's slice is empty where there are four or more.
                int parts = Math.min(3, shards.size());
                int last = Math.min(rank + 1, parts);
                slices.add(new Range((int) ((long) layout.size() * Math.min(rank, parts) / parts), (int)
                        ((long) layout.size() * last / parts)));
            }
            phases.add(new ExchangePlan.PhaseSlices(layout, slices));
        }
        return new ExchangePlan(shards, phases, 100);
    }

    /** Values of very different magnitude, and negative zeros, which only stay so if nothing else is added. */
    private static float[] gradient(int step, int phase, int shard) {
        SplittableRandom random = new SplittableRandom(1000 * step + 100 * phase + shard);
        float[] gradient = new float[PHASES.get(phase).size()];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = i % 17 == 0 ? -0f : (float) ((random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(8)));
        }
        return gradient;
    }

    private static float[] sum(int step, int phase, int shards) {
        return CanonicalSum.of(IntStream.range(0, shards)
                .mapToObj(shard -> gradient(step, phase, shard))
                .toList());
    }

    private static byte[] message(String kind, int step, int rank) {
        return (kind + " of step " + step + ", rank " + rank).getBytes(StandardCharsets.UTF_8);
    }

    private List<NetworkExchange> join(long session, ExchangePlan plan, Map<String, String> conf, Duration timeout) {
        while (endpoints.size() < plan.ranks()) {
            endpoints.add(TestEndpoints.openExchange(conf, timeout));
        }
        List<String> places = endpoints.stream().map(ExchangeEndpoint::place).toList();
        return IntStream.range(0, plan.ranks())
                .mapToObj(rank -> endpoints.get(rank).join(session, rank, plan, places))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"3", "1 1", "3 2", "1 2 4", "2 3 1", "1 1 3 2 4"})
    void sumsAndNewWeights_haveTheBitsOfOneProcess(String counts) throws Exception {
        ExchangePlan plan = plan(counts);
        train(plan, join(1, plan, Map.of(), LONG));
        // The same endpoints meet again.
        train(plan, join(2, plan, Map.of(), LONG));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void authenticatedRanks_exchangeAndEncrypt(boolean encrypts) throws Exception {
        Map<String, String> conf = Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", "one",
                "spark.network.crypto.enabled", Boolean.toString(encrypts));
        ExchangePlan plan = plan("1 2");
        train(plan, join(1, plan, conf, LONG));
    }

    private void train(ExchangePlan plan, List<NetworkExchange> exchanges) throws Exception {
        List<Future<?>> ranks = new ArrayList<>();
        for (int rank = 0; rank < plan.ranks(); rank++) {
            int own = rank;
            ranks.add(threads.submit(() -> {
                try (NetworkExchange exchange = exchanges.get(own)) {
                    for (int step = 0; step < STEPS; step++) {
                        for (int phase = 0; phase < PHASES.size(); phase++) {
                            step(exchange, own, plan, step, phase);
                        }
                    }
                }
                return null;
            }));
        }
        for (Future<?> rank : ranks) {
            rank.get();
        }
    }

    private static void step(NetworkExchange exchange, int rank, ExchangePlan plan, int step, int phase) {
        int size = PHASES.get(phase).size();
        Range shards = plan.shards().get(rank);
        for (int shard = shards.from(); shard < shards.to(); shard++) {
            exchange.gradients(phase).get(shard - shards.from()).all().write(0, size, gradient(step, phase, shard), 0);
        }
        exchange.scatter(phase, message("gradients", step, rank));
        assertThat(exchange.await(() -> false)).isTrue();
        for (int other = 0; other < plan.ranks(); other++) {
            assertThat(exchange.message(other)).isEqualTo(message("gradients", step, other));
        }

        Range slice = plan.phases().get(phase).slices().get(rank);
        float[] sum = new float[size];
        RangeSum range = new RangeSum(exchange.partials(phase), slice.size());
        range.begin();
        range.into(sum, slice.from(), slice.to());
        float[] expected = sum(step, phase, plan.shardCount());
        for (int i = slice.from(); i < slice.to(); i++) {
            assertThat(Float.floatToRawIntBits(sum[i])).isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
        exchange.agree(message("findings", step, rank));
        assertThat(exchange.await(() -> false)).isTrue();
        for (int other = 0; other < plan.ranks(); other++) {
            assertThat(exchange.message(other)).isEqualTo(message("findings", step, other));
        }

        for (FlatElements outgoing : exchange.outgoing(phase)) {
            outgoing.write(slice.from(), slice.to(), sum, slice.from());
        }
        exchange.gather(phase);
        assertThat(exchange.await(() -> false)).isTrue();
        float[] gathered = new float[size];
        exchange.incoming(phase).read(0, size, gathered, 0);
        System.arraycopy(sum, slice.from(), gathered, slice.from(), slice.size());
        assertThat(gathered).isEqualTo(expected);
        for (int other = 0; other < plan.ranks(); other++) {
            assertThat(exchange.message(other)).isEmpty();
            assertThat(exchange.published(other)).isGreaterThanOrEqualTo(exchange.published(rank));
        }
    }

    @Test
    void bytesSent_doNotGrowWithTheShardsOfARank() {
        List<PartialGradient> partials =
                join(1, plan("8 8"), Map.of(), LONG).get(0).partials(0);
        assertThat(partials).hasSize(8 + 1);
        assertThat(partials.get(8).first()).isEqualTo(8);
        assertThat(partials.get(8).end()).isEqualTo(16);
    }

    @Test
    void endedWait_returnsFalse() {
        NetworkExchange exchange = join(1, plan("1 1"), Map.of(), LONG).get(0);
        exchange.scatter(0, new byte[0]);
        assertThat(exchange.await(() -> true)).isFalse();
    }

    @Test
    void lostRank_endsTheWaitOfTheOthers() throws Exception {
        List<NetworkExchange> exchanges = join(1, plan("1 1 1"), Map.of(), LONG);
        exchanges.get(0).scatter(1, new byte[0]);
        exchanges.get(1).scatter(1, new byte[0]);
        Future<Boolean> waiting = threads.submit(() -> exchanges.get(0).await(() -> false));
        // All are connected once rank 2 has heard from the others.
        exchanges.get(2).scatter(1, new byte[0]);
        assertThat(waiting.get()).isTrue();

        exchanges.get(0).agree(new byte[0]);
        Future<Boolean> next = threads.submit(() -> exchanges.get(0).await(() -> false));
        endpoints.get(2).close();
        assertThatThrownBy(next::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ExchangeException.class)
                // Closed, or reset if it had not read everything.
                .hasMessageFindingMatch("Rank 2 is lost\\. .*/127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void rankThatLeavesAfterTheLastExchange_isNotMissed() throws Exception {
        ExchangePlan plan = plan("1 1 1");
        List<NetworkExchange> exchanges = join(1, plan, Map.of(), LONG);
        List<Future<?>> first = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            NetworkExchange exchange = exchanges.get(rank);
            exchange.scatter(1, new byte[0]);
            first.add(threads.submit(() -> exchange.await(() -> false)));
        }
        for (Future<?> wait : first) {
            wait.get();
        }
        exchanges.get(1).agree(new byte[0]);
        exchanges.get(0).agree(new byte[0]);
        exchanges.get(1).close();
        Future<Boolean> waiting = threads.submit(() -> exchanges.get(0).await(() -> false));
        Peer left = exchanges.get(2).peer(1);
        while (!isLost(left)) {
            Thread.onSpinWait();
        }
        exchanges.get(2).agree(new byte[0]);
        assertThat(waiting.get()).isTrue();
    }

    private static boolean isLost(Peer peer) {
        try {
            peer.requirePublished(Long.MAX_VALUE);
            return false;
        } catch (ExchangeException lost) {
            return true;
        }
    }

    @Test
    void rankThatDoesNotConnect_isNamed() {
        ExchangePlan plan = plan("1 1");
        endpoints.add(TestEndpoints.openExchange(Map.of(), Duration.ofSeconds(1)));
        NetworkExchange exchange =
                endpoints.get(0).join(1, 0, plan, List.of(endpoints.get(0).place(), "127.0.0.1:1"));
        exchange.scatter(0, new byte[0]);
        assertThatThrownBy(() -> exchange.await(() -> false))
                .isInstanceOf(ExchangeException.class)
                .hasMessage(
                        "Rank 1 did not connect within 1 s. Can executors connect to each other (ports, firewall)?");
    }

    @Test
    void rankThatCannotBeReached_isNamed() {
        ExchangePlan plan = plan("1 1");
        endpoints.add(TestEndpoints.openExchange(Map.of(), LONG));
        NetworkExchange exchange = endpoints
                .get(0)
                .join(1, 1, plan, List.of("127.0.0.1:1", endpoints.get(0).place()));
        assertThatThrownBy(() -> {
                    exchange.scatter(0, new byte[0]);
                    exchange.await(() -> false);
                })
                .isInstanceOf(ExchangeException.class)
                .hasMessageStartingWith("Rank 0 is lost. Cannot connect to 127.0.0.1:1: ");
    }

    @Test
    void ranksInDifferentPhases_areRefused() throws Exception {
        List<NetworkExchange> exchanges = join(1, plan("1 1"), Map.of(), LONG);
        exchanges.get(0).scatter(0, new byte[0]);
        exchanges.get(1).scatter(1, new byte[0]);
        assertThatThrownBy(() -> exchanges.get(0).await(() -> false))
                .isInstanceOf(ExchangeException.class)
                .hasMessage("Rank 1 computes phase 1, and rank 0 phase 0.");
    }

    @Test
    void unauthenticatedRank_isNotAccepted() {
        ExchangePlan plan = plan("1 1");
        endpoints.add(TestEndpoints.openExchange(TestEndpoints.secret("one"), Duration.ofSeconds(2)));
        endpoints.add(TestEndpoints.openExchange(Map.of(), Duration.ofSeconds(2)));
        List<String> places = endpoints.stream().map(ExchangeEndpoint::place).toList();
        NetworkExchange authenticating = endpoints.get(0).join(1, 0, plan, places);
        NetworkExchange other = endpoints.get(1).join(1, 1, plan, places);
        assertThatThrownBy(() -> {
                    other.scatter(0, new byte[0]);
                    other.await(() -> false);
                })
                .hasMessageStartingWith("Rank 0 is lost. Cannot connect to ");
        authenticating.scatter(0, new byte[0]);
        assertThatThrownBy(() -> authenticating.await(() -> false)).hasMessageStartingWith("Rank 1 did not connect");
        assertThat(authenticating.published(1)).isZero();
    }
}
