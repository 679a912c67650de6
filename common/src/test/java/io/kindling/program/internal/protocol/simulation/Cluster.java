package io.kindling.program.internal.protocol.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The simulated cluster: starts the tasks of a launch as slots are free, and those that died again, a few times. */
final class Cluster {
    private static final int MAX_FAILURES = 4;

    private static final class Task {
        int failures;
    }

    private final Simulation simulation;
    private final World world;
    private final Map<String, Member> members = new HashMap<>();
    private final Map<Member, Task> running = new HashMap<>();
    private final Queue<Task> waiting = new ArrayDeque<>();
    private int slots;
    private int starting;
    private int retrying;
    private boolean launched;
    private long launch;

    Cluster(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.slots = world.scenario().slots();
    }

    Member member(String id) {
        return members.get(id);
    }

    boolean isAlive(String id) {
        return members.get(id).isAlive();
    }

    /** The living, in the order of their coming. */
    List<Member> alive() {
        return members.values().stream()
                .filter(Member::isAlive)
                .sorted((a, b) ->
                        Integer.compare(Integer.parseInt(a.id.substring(1)), Integer.parseInt(b.id.substring(1))))
                .toList();
    }

    boolean isIdle() {
        return !launched;
    }

    void launch() {
        if (launched) {
            throw new AssertionError("There is a launch already.");
        }
        launched = true;
        launch++;
        for (int i = 0; i < world.scenario().tasks(); i++) {
            waiting.add(new Task());
        }
        start();
    }

    private void start() {
        while (running.size() + starting < slots && !waiting.isEmpty()) {
            Task task = waiting.remove();
            long number = launch;
            starting++;
            world.clock().after(world.delay(100 * Clock.MILLI), () -> {
                starting--;
                if (launched && number == launch) {
                    started(task);
                }
            });
        }
    }

    private void started(Task task) {
        Member member = new Member(
                simulation,
                "m" + members.size(),
                world.random().nextInt(world.scenario().hosts()));
        members.put(member.id, member);
        running.put(member, task);
        member.toDriver.send(() -> simulation.driver().join(member));
    }

    /** A member has ended as it was told to. */
    void leaves(Member member) {
        world.trace("%s leaves", member.id);
        member.die();
        running.remove(member);
        member.toDriver.send(() -> simulation.driver().disconnected(member));
        start();
        endIfOver();
    }

    /** A member dies. What it sent last may be lost. */
    void kill(Member member) {
        world.trace("KILL %s", member);
        Task task = running.remove(member);
        die(member);
        if (++task.failures >= MAX_FAILURES) {
            abort();
            return;
        }
        retrying++;
        long number = launch;
        world.clock().after(world.delay(200 * Clock.MILLI), () -> {
            if (launched && number == launch) {
                retrying--;
                waiting.add(task);
                start();
            }
        });
    }

    private void die(Member member) {
        member.die();
        if (world.random().nextBoolean()) {
            member.toDriver.cut();
            world.clock()
                    .after(
                            world.delay(30 * Clock.MILLI),
                            () -> simulation.driver().disconnected(member));
        } else {
            member.toDriver.send(() -> simulation.driver().disconnected(member));
        }
        for (Member other : alive()) {
            world.clock().after(world.delay(5 * Clock.MILLI), () -> other.peerLost(member.id));
        }
    }

    /** The whole launch fails. */
    void abort() {
        world.trace("ABORT of the launch");
        alive().forEach(this::die);
        running.clear();
        waiting.clear();
        retrying = 0;
        launch++;
        endIfOver();
    }

    private void endIfOver() {
        if (launched && running.isEmpty() && waiting.isEmpty() && starting == 0 && retrying == 0) {
            launched = false;
            world.clock().after(world.delay(20 * Clock.MILLI), simulation.driver()::launchEnded);
        } else if (launched && running.isEmpty() && waiting.isEmpty() && retrying == 0) {
            world.clock().after(Clock.MILLI, this::endIfOver);
        }
    }

    void addSlot() {
        slots++;
        simulation.driver().slots(slots);
        start();
    }

    void removeSlot() {
        if (slots > 1) {
            slots--;
            simulation.driver().slots(slots);
            List<Member> alive = new ArrayList<>(alive());
            if (alive.size() > slots) {
                kill(alive.get(world.random().nextInt(alive.size())));
            }
        }
    }
}
