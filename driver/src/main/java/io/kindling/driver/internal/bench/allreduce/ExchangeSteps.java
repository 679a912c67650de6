package io.kindling.driver.internal.bench.allreduce;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.optimizer.BlockUpdate;
import io.kindling.program.BuiltProgram;
import io.kindling.program.Phase;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.ExchangePlan.PhaseSlices;
import io.kindling.program.internal.exchange.ExchangePlan.Range;
import io.kindling.program.internal.reduce.RangeSum;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.FlatElements;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The steps of a rank that exchanges gradients and weights with the other ranks, each of which computes one shard. */
final class ExchangeSteps {
    /** About as many bytes as a rank's results of a step. */
    private static final byte[] RESULTS = new byte[128];

    private final Exchange exchange;
    private final BooleanSupplier ended;
    private final StepClock clock;
    private final float[] sum;
    private final float[] weights;
    private final BlockUpdate update;
    private final int firstBlock;
    private final int endBlock;
    private final RangeSum range;
    private final List<FlatElements> outgoing;
    private final FlatBuffer incoming;
    private final FlatBuffer resident;
    private long iterations;

    /** @param ended ends a wait for the other ranks */
    ExchangeSteps(BuiltProgram program, Exchange exchange, int rank, StepClock clock, BooleanSupplier ended) {
        WeightLayout layout = program.layouts().get(0);
        Phase phase = program.phases().get(0);
        TrainingState state = TrainingState.initial(program);
        this.exchange = exchange;
        this.ended = ended;
        this.clock = clock;
        this.sum = new float[layout.size()];
        this.weights = state.weights().get(0);
        this.update = phase.optimizer().blocks(weights, sum, state.optimizers().get(0), layout);
        this.firstBlock = update.blocks() * rank / OneLayer.SHARDS;
        this.endBlock = update.blocks() * (rank + 1) / OneLayer.SHARDS;
        this.range = new RangeSum(exchange.partials(0), update.to(0) - update.from(0));
        this.outgoing = exchange.outgoing(0);
        this.incoming = exchange.incoming(0);
        this.resident = clock.residentWeights(0);
    }

    /** What ranks of a program exchange; each computes one shard. */
    static ExchangePlan plan(BuiltProgram program) {
        WeightLayout layout = program.layouts().get(0);
        TrainingState state = TrainingState.initial(program);
        BlockUpdate update = program.phases()
                .get(0)
                .optimizer()
                .blocks(
                        state.weights().get(0),
                        new float[layout.size()],
                        state.optimizers().get(0),
                        layout);
        List<Range> shards = new ArrayList<>();
        List<Range> slices = new ArrayList<>();
        for (int rank = 0; rank < OneLayer.SHARDS; rank++) {
            shards.add(new Range(rank, rank + 1));
            int end = update.blocks() * (rank + 1) / OneLayer.SHARDS;
            slices.add(new Range(update.from(update.blocks() * rank / OneLayer.SHARDS), update.to(end - 1)));
        }
        return new ExchangePlan(shards, List.of(new PhaseSlices(layout, slices)), RESULTS.length);
    }

    /** Computes steps. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            clock.write(exchange.gradients(0).get(0));
            exchange.scatter(0, RESULTS);
            await();
            for (int rank = 0; rank < OneLayer.SHARDS; rank++) {
                requireLength(exchange.message(rank), RESULTS.length);
            }
            reduce();
            exchange.agree(new byte[] {(byte) (range.isFinite() ? 1 : 0)});
            await();
            for (int rank = 0; rank < OneLayer.SHARDS; rank++) {
                requireLength(exchange.message(rank), 1);
            }
            apply();
            exchange.gather(0);
            await();
            install();
            iterations++;
        }
    }

    private void await() {
        if (!exchange.await(ended)) {
            throw new IllegalStateException("Cannot measure: the task was cancelled.");
        }
    }

    private static void requireLength(byte[] message, int length) {
        if (message.length != length) {
            throw new IllegalStateException("Cannot measure: a message has " + message.length + " bytes.");
        }
    }

    private void reduce() {
        range.begin();
        for (int block = firstBlock; block < endBlock; block++) {
            range.into(sum, update.from(block), update.to(block));
        }
        range.end();
    }

    private void apply() {
        for (int block = firstBlock; block < endBlock; block++) {
            update.apply(block, block + 1, iterations);
            for (FlatElements other : outgoing) {
                other.write(update.from(block), update.to(block), weights, update.from(block));
            }
            resident.write(update.from(block), update.to(block), weights, update.from(block));
        }
    }

    private void install() {
        for (int block = 0; block < update.blocks(); block++) {
            if (block < firstBlock || block >= endBlock) {
                resident.write(update.from(block), update.to(block), incoming, update.from(block));
            }
        }
    }
}
