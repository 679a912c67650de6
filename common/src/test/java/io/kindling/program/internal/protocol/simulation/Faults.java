package io.kindling.program.internal.protocol.simulation;

import java.util.List;

/** What goes wrong in a simulation. */
final class Faults {
    private final Simulation simulation;
    private final World world;
    private int left;
    private boolean completedRound = true;
    private long last;

    Faults(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.left = world.scenario().faults();
    }

    /** When the last fault was. */
    long last() {
        return last;
    }

    /** A rank reports that it fails, though no step does. */
    void rankFailed() {
        if (left == world.scenario().faults()) {
            throw new AssertionError("A rank fails before any fault.");
        }
    }

    void roundCompleted() {
        completedRound = true;
    }

    /** A member does something: a good moment for a fault. */
    void mayHit(Member member) {
        boolean isDue = left > 0 && (completedRound || !world.scenario().gentle());
        if (isDue && world.chance(world.scenario().faultRate())) {
            left--;
            completedRound = false;
            last = world.clock().now();
            List<Member> alive = simulation.cluster().alive();
            boolean isOther = world.chance(0.4);
            hit(isOther ? alive.get(world.random().nextInt(alive.size())) : member);
        }
    }

    private void hit(Member member) {
        Cluster cluster = simulation.cluster();
        switch (world.random().nextInt(10)) {
            case 0, 1, 2, 3 -> cluster.kill(member);
            case 4 -> {
                for (Member each : cluster.alive()) {
                    // The death of one may have ended the launch.
                    if (each.isAlive()) {
                        cluster.kill(each);
                    }
                }
            }
            case 5 -> {
                world.trace("LINK of %s", member);
                member.exchangeFails();
            }
            case 6 -> {
                world.trace("HANG of %s", member);
                member.hang(world.random().nextLong(10 * Clock.SECOND));
            }
            case 7 -> cluster.abort();
            case 8 -> cluster.addSlot();
            default -> cluster.removeSlot();
        }
    }
}
