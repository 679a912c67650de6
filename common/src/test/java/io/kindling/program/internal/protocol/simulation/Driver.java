package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.protocol.Coordinator;
import io.kindling.program.internal.protocol.CoordinatorCommand;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The simulated driver, which executes what {@link Coordinator} says. */
final class Driver {
    private static final long SILENCE_LIMIT = 5 * Clock.SECOND;

    /** @param heard when the member last received or sent something */
    private record Connection(Member member, Link link, long[] heard) {}

    private final Simulation simulation;
    private final World world;
    private final Coordinator coordinator;
    private final Map<String, Connection> connections = new HashMap<>();
    private final Queue<CoordinatorCommand> commands = new ArrayDeque<>();
    private boolean executing;

    private final Map<Integer, Part.Slice> slices = new TreeMap<>();
    private final Map<Integer, Part.Values> values = new TreeMap<>();
    private long partsRound;
    private Part received = new Part.Nothing();
    private long failedStep;
    private long session;
    private @Nullable ToyState started;
    private float[][] evaluated = {};

    Driver(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world();
        Scenario scenario = world.scenario();
        this.coordinator =
                new Coordinator(scenario.program().shards(), wanted(scenario.slots()), scenario.attempts(), true);
    }

    private int wanted(int slots) {
        return Math.min(slots, world.scenario().tasks());
    }

    private long now() {
        return world.clock().now();
    }

    void slots(int number) {
        coordinator.wanted(wanted(number));
    }

    /** Computes steps from a state on, up to the end. */
    void run(ToyState state, long end) {
        world.trace("driver runs %d to %d", state.step, end);
        started = state.copy();
        execute(coordinator.run(state.step, end, now()));
    }

    void evaluate(float[][] weights) {
        world.trace("driver evaluates");
        evaluated = ToyState.copy(weights);
        execute(coordinator.evaluate(now()));
    }

    void resume() {
        execute(coordinator.resume(now()));
    }

    void stop() {
        world.trace("driver stops");
        execute(coordinator.stop());
    }

    void release() {
        world.trace("driver releases");
        execute(coordinator.release());
    }

    void relaunch() {
        world.trace("driver launches other members");
        execute(coordinator.relaunch());
    }

    void launchEnded() {
        world.trace("launch ended");
        execute(coordinator.launchEnded());
    }

    void join(Member member) {
        world.trace("%s joins", member.id);
        connections.put(
                member.id,
                new Connection(member, new Link(world, world.scenario().driverNanos()), new long[] {now()}));
        execute(coordinator.joined(member.id, member.host, now()));
    }

    void disconnected(Member member) {
        if (world.mutation() != Mutation.DRIVER_MISSES_LOSS && connections.remove(member.id) != null) {
            world.trace("driver lost %s", member.id);
            execute(coordinator.left(member.id, now()));
        }
    }

    void tick() {
        if (world.mutation() != Mutation.DRIVER_WITHOUT_TICKS) {
            execute(coordinator.tick(now()));
        }
        for (String id : coordinator.awaited()) {
            Connection connection = connections.get(id);
            if (connection != null && now() - connection.heard()[0] > SILENCE_LIMIT) {
                connection.link().send(connection.member()::driverLost);
                disconnected(connection.member());
            }
        }
    }

    void receive(Member member, ToDriver message, Part part) {
        Connection connection = connections.get(member.id);
        if (connection == null) {
            return;
        }
        connection.heard()[0] = now();
        received = part;
        ToDriver read = world.mutation() == Mutation.DRIVER_IGNORES_SESSION ? ofSession(message, session) : message;
        if (world.mutation() == Mutation.DRIVER_ACCEPTS_ALL) {
            accept(message);
        }
        execute(coordinator.received(member.id, read, now()));
    }

    private static ToDriver ofSession(ToDriver message, long session) {
        if (message instanceof ToDriver.Formed formed) {
            return new ToDriver.Formed(session, formed.place());
        } else if (message instanceof ToDriver.Unfit unfit) {
            return new ToDriver.Unfit(session, unfit.reason());
        } else if (message instanceof ToDriver.StepDone done) {
            return new ToDriver.StepDone(session, done.round(), done.step());
        } else if (message instanceof ToDriver.RoundDone done) {
            return new ToDriver.RoundDone(session, done.round(), done.step());
        } else if (message instanceof ToDriver.Evaluated done) {
            return new ToDriver.Evaluated(session, done.round());
        } else {
            return new ToDriver.Failed(session, ((ToDriver.Failed) message).permanent());
        }
    }

    private void execute(List<CoordinatorCommand> more) {
        commands.addAll(more);
        if (!executing) {
            executing = true;
            while (!commands.isEmpty()) {
                execute(commands.remove());
            }
            executing = false;
        }
    }

    private void execute(CoordinatorCommand command) {
        if (!(command instanceof CoordinatorCommand.Accept)) {
            world.trace("driver: %s", command);
        }
        if (command instanceof CoordinatorCommand.Launch) {
            simulation.cluster().launch();
        } else if (command instanceof CoordinatorCommand.Send send) {
            send(send.member(), send.message());
        } else if (command instanceof CoordinatorCommand.Accept accept) {
            accept(accept.message());
        } else if (command instanceof CoordinatorCommand.RoundComplete complete) {
            simulation.faults().roundCompleted();
            ToyState state = assembled(complete.round(), complete.step());
            started = state;
            simulation.loop().roundComplete(state.copy(), complete.isLast());
        } else if (command instanceof CoordinatorCommand.WorkStopped) {
            simulation.loop().workStopped();
        } else if (command instanceof CoordinatorCommand.EvaluationComplete complete) {
            simulation.faults().roundCompleted();
            simulation.loop().evaluationComplete(evaluation(complete.round()));
        } else if (command instanceof CoordinatorCommand.WorkFailed) {
            simulation.loop().workFailed(failedStep);
        }
    }

    private void send(String id, ToRank message) {
        Connection connection = connections.get(id);
        if (connection == null) {
            throw new AssertionError("A message for one that is gone: " + id + " " + message);
        }
        connection.heard()[0] = now();
        if (message instanceof ToRank.Form form) {
            session = form.session();
        }
        Part part = new Part.Nothing();
        if (message instanceof ToRank.Evaluate) {
            part = new Part.Weights(ToyState.copy(evaluated));
        } else if (message instanceof ToRank.Run run && run.loads()) {
            part = new Part.Whole(sent(run.step()));
        }
        Part sent = part;
        connection.link().send(() -> connection.member().receive(message, sent));
    }

    private ToyState sent(long step) {
        ToyState state = Objects.requireNonNull(started).copy();
        if (state.step != step) {
            throw new AssertionError("The driver has the state of step " + state.step + ", not of " + step);
        }
        if (world.mutation() == Mutation.DRIVER_LOSES_SLOTS) {
            return new ToyState(state.weights, world.scenario().program().initial().slots, step);
        }
        return state;
    }

    private void accept(ToDriver message) {
        if (message instanceof ToDriver.StepDone done) {
            simulation.loop().stepDone(done.step(), ((Part.Losses) received).losses());
        } else if (message instanceof ToDriver.RoundDone done) {
            partsOf(done.round());
            Part.Slice slice = (Part.Slice) received;
            slices.put(slice.rank(), slice);
        } else if (message instanceof ToDriver.Evaluated done) {
            partsOf(done.round());
            Part.Values part = (Part.Values) received;
            values.put(part.firstShard(), part);
        } else if (message instanceof ToDriver.Failed) {
            failedStep = ((Part.Failure) received).step();
        }
    }

    private void partsOf(long round) {
        if (partsRound != round) {
            partsRound = round;
            slices.clear();
            values.clear();
        }
    }

    private ToyState assembled(long round, long step) {
        partsOf(round);
        ToyProgram program = world.scenario().program();
        int next = 0;
        float[][] slots = new float[program.phases()][program.width()];
        for (Part.Slice slice : slices.values()) {
            if (slice.from() != next || slice.state().step != step) {
                throw new AssertionError("Parts do not make up the state of step " + step + ": " + slices);
            }
            next = slice.to();
            for (int phase = 0; phase < program.phases(); phase++) {
                int from = slice.from();
                System.arraycopy(slice.state().slots[phase], from, slots[phase], from, slice.to() - from);
            }
        }
        if (next != program.width()) {
            throw new AssertionError("Parts are missing: " + slices);
        }
        ToyState first = Objects.requireNonNull(slices.get(0)).state();
        boolean takesFirst = world.mutation() == Mutation.DRIVER_TAKES_SLOTS_OF_RANK_0;
        return new ToyState(ToyState.copy(first.weights), takesFirst ? ToyState.copy(first.slots) : slots, step);
    }

    private float evaluation(long round) {
        partsOf(round);
        List<Float> all = new ArrayList<>();
        values.values().forEach(part -> all.addAll(part.values()));
        if (all.size() != world.scenario().program().shards()) {
            throw new AssertionError("Parts are missing: " + values);
        }
        return ToyProgram.sum(all);
    }

    @Override
    public String toString() {
        return "driver awaits " + coordinator.awaited() + " of " + connections.keySet();
    }
}
