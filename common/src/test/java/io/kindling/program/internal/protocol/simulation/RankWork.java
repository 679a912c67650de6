package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.collective.ShardAssignment.Range;
import io.kindling.program.internal.protocol.RankProtocol;
import io.kindling.program.internal.protocol.RankProtocol.Task;
import io.kindling.program.internal.protocol.simulation.RankExchange.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a rank computes. A task reads and writes memory from its begin to its end. */
final class RankWork {
    private final World world;
    private final ToyProgram program;
    private final RankProtocol protocol;

    private @Nullable RankExchange exchange;
    private ToyState state;
    private @Nullable ToyState sent;
    private float[][] evaluated = {};
    private float[] sum = {};
    private List<Float> losses = new ArrayList<>();
    private long roundBegan;
    private int phase;

    RankWork(World world, RankProtocol protocol) {
        this.world = world;
        this.program = world.scenario().program();
        this.protocol = protocol;
        this.state = program.initial();
    }

    @Nullable
    RankExchange exchange() {
        return exchange;
    }

    private RankExchange current() {
        return Objects.requireNonNull(exchange);
    }

    /** Keeps what came with a message. */
    void keep(Part part) {
        if (part instanceof Part.Whole whole) {
            sent = whole.state();
        } else if (part instanceof Part.Weights weights) {
            evaluated = weights.weights();
        }
    }

    void form(RankExchange formed) {
        exchange = formed;
    }

    void abandon() {
        exchange = null;
    }

    boolean computeFails() {
        return failsNow() && !world.scenario().refused() && current().range().to() == program.shards();
    }

    /** Whether what all ranks found refuses the step. */
    boolean isRefused() {
        return failsNow() && world.scenario().refused();
    }

    private boolean failsNow() {
        return protocol.step() == world.scenario().failingStep()
                && protocol.call() == program.calls().size() - 1;
    }

    void begin(Task task) {
        if (task == Task.LOAD || task == Task.COMPUTE && roundBegan < 0) {
            roundBegan = world.clock().now();
        }
        if (exchange != null && protocol.call() < program.calls().size()) {
            phase = program.calls().get(protocol.call());
        }
        switch (task) {
            case COMPUTE -> {
                if (protocol.call() == 0) {
                    losses = new ArrayList<>();
                }
                current().beforeCompute(phase);
            }
            case REDUCE -> current().beforeReduce(phase);
            case UPDATE -> {
                if (world.mutation() == Mutation.RANK_DECIDES_END) {
                    protocol.agreed(
                            world.clock().now() - roundBegan > world.scenario().roundNanos());
                } else {
                    protocol.agreed(current().message(0)[0] > 0);
                }
                current().beforeUpdate(phase);
            }
            case INSTALL -> current().beforeInstall(phase);
            default -> {}
        }
    }

    /** @return what to tell the driver with the protocol's message */
    Part end(Task task) {
        return switch (task) {
            case LOAD -> load();
            case COMPUTE -> compute();
            case REDUCE -> reduce();
            case UPDATE -> update();
            case INSTALL -> install();
            case FINISH -> finish();
            case EVALUATE -> evaluate();
            default -> throw new IllegalArgumentException(task.toString());
        };
    }

    private Part load() {
        if (world.mutation() != Mutation.RANK_KEEPS_OLD_STATE) {
            state = Objects.requireNonNull(sent).copy();
        }
        return new Part.Nothing();
    }

    private Part compute() {
        Range range = current().range();
        float[] message = new float[range.size()];
        for (int shard = range.from(); shard < range.to(); shard++) {
            message[shard - range.from()] = program.loss(shard, protocol.step(), protocol.call(), state.weights);
            current().gradient(phase, shard, program.gradient(shard, protocol.step(), protocol.call(), state.weights));
        }
        current().publish(Kind.SCATTER, phase, message);
        return new Part.Nothing();
    }

    private Part reduce() {
        sum = current().reduce(phase);
        if (current().rank() == 0) {
            List<Float> partials = new ArrayList<>();
            for (int rank = 0; rank < current().ranks(); rank++) {
                for (float loss : current().message(rank)) {
                    partials.add(loss);
                }
            }
            losses.add(ToyProgram.sum(partials));
        }
        current().publish(Kind.AGREE, phase, new float[] {protocol.wantsToStop() ? 1 : 0});
        return new Part.Nothing();
    }

    private Part update() {
        program.update(phase, current().from(), current().to(), sum, state);
        current().weights(phase, state.weights[phase]);
        current().publish(Kind.GATHER, phase, new float[] {});
        return new Part.Nothing();
    }

    private Part install() {
        current().install(phase, state.weights[phase]);
        if (protocol.call() == program.calls().size() - 1) {
            state.step = protocol.step() + 1;
        }
        if (current().rank() == 0
                && world.clock().now() - roundBegan > world.scenario().roundNanos()) {
            protocol.stopAfterStep();
        }
        return new Part.Losses(List.copyOf(losses));
    }

    private Part finish() {
        roundBegan = -1;
        return new Part.Slice(
                current().rank(), state.copy(), current().from(), current().to());
    }

    private Part evaluate() {
        Range range = current().range();
        List<Float> values = new ArrayList<>();
        for (int shard = range.from(); shard < range.to(); shard++) {
            values.add(program.evaluation(shard, evaluated));
        }
        return new Part.Values(range.from(), List.copyOf(values));
    }

    @Override
    public String toString() {
        return Arrays.deepToString(state.weights);
    }
}
