package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.protocol.ToRank;
import java.util.HashMap;
import java.util.Map;

/** One training. */
final class Simulation {
    private static final long TICK = 25 * Clock.MILLI;
    /** The longest simulated time without faults in which any training is done. */
    private static final long LIMIT = 120 * Clock.SECOND;

    private final World world;
    private final Faults faults;
    private final Cluster cluster;
    private final Driver driver;
    private final TrainingLoop loop;
    private final Map<Long, Session> sessions = new HashMap<>();

    private Simulation(World world) {
        this.world = world;
        this.faults = new Faults(this);
        this.cluster = new Cluster(this);
        this.driver = new Driver(this);
        this.loop = new TrainingLoop(this);
    }

    /**
     * Runs a simulation.
     *
     * @throws AssertionError if something is not as in the same training on one machine, or the training does not come to its end
     */
    static void run(long seed, Mutation mutation, boolean traces) {
        World world = World.of(seed, mutation, traces);
        try {
            new Simulation(world).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "Seed " + seed + " fails at " + world.clock().now() / 1e9 + " s: " + e
                            + "\nIt is repeated, with all that happens, by -Dkindling.simulation.seed=" + seed
                            + "\n" + world.scenario(),
                    e);
        }
    }

    private void run() {
        world.trace("%s", world.scenario());
        loop.wake();
        tick();
        while (!loop.isDone() || !cluster.isIdle()) {
            if (world.clock().now() > faults.last() + LIMIT) {
                throw new AssertionError("No end.\n" + loop + "\n" + driver + "\n" + cluster.alive());
            }
            world.clock().advance();
        }
        loop.check();
    }

    private void tick() {
        driver.tick();
        if (world.chance(world.scenario().relaunches())) {
            driver.relaunch();
        }
        cluster.alive().forEach(Member::tick);
        world.clock().after(TICK, this::tick);
    }

    World world() {
        return world;
    }

    Faults faults() {
        return faults;
    }

    Cluster cluster() {
        return cluster;
    }

    Driver driver() {
        return driver;
    }

    TrainingLoop loop() {
        return loop;
    }

    Session session(ToRank.Form form) {
        return sessions.computeIfAbsent(
                form.session(), number -> new Session(world.scenario().program(), form));
    }
}
