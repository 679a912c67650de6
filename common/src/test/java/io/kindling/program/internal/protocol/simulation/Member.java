package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.protocol.RankProtocol;
import io.kindling.program.internal.protocol.RankProtocol.Task;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A task of the simulated cluster, which executes what {@link RankProtocol} says. */
final class Member {
    private static final long WAIT_LIMIT = 2 * Clock.SECOND;

    private record Received(ToRank message, Part part) {}

    final String id;
    final String host;
    final boolean isUnfit;
    final Link toDriver;

    private final World world;
    private final Simulation simulation;
    private final RankProtocol protocol;
    private final RankWork work;
    private final Map<String, Link> toPeers = new HashMap<>();
    private final Queue<Received> inbox = new ArrayDeque<>();
    private final long slowness;

    private boolean alive = true;
    private boolean busy;
    private boolean broken;
    private long hungUntil;
    private long waitingSince = -1;

    Member(Simulation simulation, String id, int host) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.id = id;
        this.host = "host" + host;
        this.isUnfit = host == world.scenario().unfitHost();
        this.toDriver = new Link(world, world.scenario().driverNanos());
        this.protocol = new RankProtocol(world.scenario().program().calls().size());
        this.work = new RankWork(world, protocol);
        this.slowness = world.chance(0.2) ? 10 : 1;
    }

    boolean isAlive() {
        return alive;
    }

    void die() {
        alive = false;
    }

    /** Does nothing for a while. */
    void hang(long nanos) {
        hungUntil = world.clock().now() + nanos;
        world.clock().at(hungUntil, this::advance);
    }

    /** A message from the driver has come. */
    void receive(ToRank message, Part part) {
        if (!alive) {
            return;
        }
        inbox.add(new Received(message, part));
        if (!busy || world.random().nextBoolean()) {
            drain();
        }
        advance();
    }

    private void drain() {
        while (!isHung() && !inbox.isEmpty()) {
            Received next = inbox.remove();
            if (next.message() instanceof ToRank.Leave && world.mutation() == Mutation.MEMBER_IGNORES_LEAVE) {
                continue;
            }
            work.keep(next.part());
            protocol.received(next.message());
        }
    }

    private boolean isHung() {
        return world.clock().now() < hungUntil;
    }

    /** The connection to the driver is closed. */
    void driverLost() {
        if (alive) {
            protocol.driverLost();
            advance();
        }
    }

    /** A publication of another rank has come. */
    void arrived(long session, int rank, long number, Runnable arrival) {
        RankExchange exchange = work.exchange();
        if (!alive || exchange == null) {
            return;
        }
        boolean isOther = session != exchange.session().number;
        if (isOther
                && (world.mutation() != Mutation.EXCHANGE_IGNORES_SESSION
                        || rank >= exchange.ranks()
                        || rank == exchange.rank())) {
            return;
        }
        arrival.run();
        exchange.saw(rank, number);
        protocol.arrived(rank, number);
        advance();
    }

    /** Another member is gone, or a connection between them. */
    void peerLost(String member) {
        RankExchange exchange = work.exchange();
        if (alive
                && exchange != null
                && !exchange.session().isMapped
                && exchange.session().ranges.stream()
                        .anyMatch(range -> range.member().id().equals(member))) {
            exchangeFails();
        }
    }

    /** The next exchange fails. */
    void exchangeFails() {
        broken = true;
        world.clock().after(0, this::advance);
    }

    /** Time has passed. */
    void tick() {
        if (alive && waitingSince >= 0 && world.clock().now() - waitingSince > WAIT_LIMIT) {
            exchangeFails();
        }
    }

    void advance() {
        while (alive && !busy && !isHung()) {
            drain();
            Task task = protocol.next();
            if (task == Task.LEAVE) {
                simulation.cluster().leaves(this);
                return;
            }
            if (task == Task.AWAIT_DRIVER) {
                return;
            }
            if (task == Task.AWAIT_RANKS) {
                if (skipsWait()) {
                    continue;
                }
                if (!broken) {
                    waitingSince = waitingSince < 0 ? world.clock().now() : waitingSince;
                    return;
                }
                fails(false, -1);
                continue;
            }
            begin(task);
        }
    }

    private boolean skipsWait() {
        RankExchange exchange = Objects.requireNonNull(work.exchange());
        int kind = (int) ((exchange.published() - 1) % 3);
        Mutation skipped = switch (kind) {
            case 0 -> Mutation.SKIPS_WAIT_AFTER_SCATTER;
            case 1 -> Mutation.SKIPS_WAIT_AFTER_AGREE;
            default -> Mutation.SKIPS_WAIT_AFTER_GATHER;
        };
        if (world.mutation() != skipped) {
            return false;
        }
        for (int rank = 0; rank < exchange.ranks(); rank++) {
            protocol.arrived(rank, exchange.published());
        }
        return true;
    }

    private void fails(boolean permanent, long step) {
        world.trace("%s fails%s: %s", id, permanent ? " permanently" : "", protocol);
        if (!permanent) {
            simulation.faults().rankFailed();
        }
        tell(protocol.failed(permanent), new Part.Failure(step));
    }

    private void begin(Task task) {
        waitingSince = -1;
        simulation.faults().mayHit(this);
        if (!alive || isHung()) {
            return;
        }
        world.trace("%s begins %s: %s", id, task, protocol);
        busy = true;
        work.begin(task);
        long typical = task == Task.FORM ? world.scenario().formNanos() : Clock.MILLI;
        world.clock().after(world.delay(typical * slowness), () -> end(task));
    }

    private void end(Task task) {
        if (alive && !isHung()) {
            simulation.faults().mayHit(this);
        }
        if (isHung()) {
            world.clock().at(hungUntil, () -> end(task));
        }
        if (!alive || isHung()) {
            return;
        }
        busy = false;
        switch (task) {
            case FORM -> form();
            case COMPUTE -> {
                if (work.computeFails()) {
                    fails(true, protocol.step());
                } else {
                    publish(task);
                }
            }
            case UPDATE -> {
                if (work.isRefused()) {
                    fails(true, protocol.step());
                } else {
                    publish(task);
                }
            }
            case REDUCE -> publish(task);
            case ABANDON -> {
                work.abandon();
                broken = false;
                tell(protocol.done(task), new Part.Nothing());
            }
            default -> {
                Part part = work.end(task);
                tell(protocol.done(task), part);
            }
        }
        advance();
    }

    private void publish(Task task) {
        if (broken) {
            fails(false, -1);
        } else {
            work.end(task);
            tell(protocol.done(task), new Part.Nothing());
        }
    }

    private void form() {
        if (protocol.next() != Task.FORM) {
            return;
        }
        ToRank.Form form = protocol.form();
        boolean isMapped = form.transport().kind() == ToRank.Transport.Kind.MAPPED;
        if (isMapped && isUnfit) {
            tell(protocol.unfit("No shared memory."), new Part.Nothing());
            return;
        }
        String file = Session.file(form.session());
        if (isMapped && !form.transport().place().equals(form.rank() == 0 ? "" : file)) {
            throw new AssertionError("Wrong place: " + form);
        }
        if (!isMapped
                && !form.ranks().stream()
                        .allMatch(range ->
                                simulation.cluster().isAlive(range.member().id()))) {
            fails(false, -1);
            return;
        }
        Session session = simulation.session(form);
        work.form(new RankExchange(
                world,
                session,
                form.rank(),
                (rank, number, arrival) -> publish(session, form.rank(), rank, number, arrival)));
        tell(protocol.formed(isMapped && form.rank() == 0 ? file : ""), new Part.Nothing());
    }

    private void publish(Session session, int from, int rank, long number, Runnable arrival) {
        String peer = session.ranges.get(rank).member().id();
        toPeers.computeIfAbsent(peer, name -> new Link(world, world.scenario().peerNanos()))
                .send(() -> simulation.cluster().member(peer).arrived(session.number, from, number, arrival));
    }

    private void tell(@Nullable ToDriver message, Part part) {
        if (message != null) {
            world.trace("%s tells %s", id, message);
            toDriver.send(() -> simulation.driver().receive(this, message, part));
        }
    }

    @Override
    public String toString() {
        return id + (alive ? busy ? " busy" : isHung() ? " hung" : "" : " dead") + ": " + protocol;
    }
}
