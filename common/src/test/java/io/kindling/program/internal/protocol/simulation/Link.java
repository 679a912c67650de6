package io.kindling.program.internal.protocol.simulation;

/** One direction of a connection: what is sent arrives in order, each after a random delay, until the link is cut. */
final class Link {
    private final World world;
    private final long typicalNanos;
    private long last;
    private boolean cut;

    Link(World world, long typicalNanos) {
        this.world = world;
        this.typicalNanos = typicalNanos;
    }

    void send(Runnable delivery) {
        last = Math.max(last, world.clock().now() + world.delay(typicalNanos));
        world.clock().at(last, () -> {
            if (!cut) {
                delivery.run();
            }
        });
    }

    /** Loses what is on its way, and what is sent from now on. */
    void cut() {
        cut = true;
    }
}
