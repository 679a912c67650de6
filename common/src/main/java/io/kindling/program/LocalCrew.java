package io.kindling.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/** A crew on threads of this JVM: whoever calls it is its first participant, for as long as the call takes. */
final class LocalCrew implements AutoCloseable {
    private static final long END_MILLIS = 10_000;

    private final Crew crew;
    private final Replica first;
    private final List<Thread> others = new ArrayList<>();
    private final ReentrantLock leading = new ReentrantLock();
    private boolean closed;

    LocalCrew(ProgramSpec spec, int size, int shards, Duration limit) {
        this.crew = new Crew(size, shards, limit);
        this.first = new Replica(spec);
        for (int i = 1; i < size; i++) {
            int participant = i;
            Thread thread = new Thread(() -> follow(spec, participant), "kindling-shards-" + participant);
            thread.setDaemon(true);
            others.add(thread);
            thread.start();
        }
    }

    private void follow(ProgramSpec spec, int participant) {
        try (Replica replica = new Replica(spec)) {
            crew.follow(participant, replica);
        } catch (RuntimeException | Error failure) {
            crew.fail(failure);
        }
    }

    /** Whether it can do no more work. */
    boolean isDismissed() {
        return crew.isDismissed();
    }

    /** Leads work, with the caller's own replica. */
    <T> T lead(BiFunction<Crew, Replica, T> work) {
        leading.lock();
        try {
            if (closed) {
                throw new IllegalStateException("Cannot continue: the training was closed.");
            }
            return work.apply(crew, first);
        } finally {
            leading.unlock();
        }
    }

    /** Ends its threads. Work under way elsewhere ends at its next meeting. */
    @Override
    public void close() {
        crew.dismiss();
        leading.lock();
        try {
            if (!closed) {
                closed = true;
                first.close();
            }
        } finally {
            leading.unlock();
        }
        try {
            for (Thread thread : others) {
                thread.join(END_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
