package io.kindling.worker.internal;

import io.kindling.io.internal.Json;
import io.kindling.program.ProgramSpec;
import io.kindling.program.internal.replica.Replica;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A pool of this executor's replicas. A replica is built once and used by one task at a time. The replicas of the least
 * recently used program are closed.
 */
public final class Replicas {
    private static final int MAX_PROGRAMS = 2;
    private static final Map<String, Deque<Replica>> IDLE = new LinkedHashMap<>(4, 0.75f, true);

    private Replicas() {}

    /** Runs work with a replica of a program. The replica is closed if the work throws. */
    public static <T> T with(String programJson, Function<Replica, T> work) {
        Replica replica = acquire(programJson);
        try {
            T result = work.apply(replica);
            release(programJson, replica);
            return result;
        } catch (Throwable failed) {
            replica.close();
            throw failed;
        }
    }

    private static Replica acquire(String programJson) {
        synchronized (IDLE) {
            Deque<Replica> idle = IDLE.get(programJson);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new Replica(ProgramSpec.from(Json.parse(programJson)));
    }

    private static void release(String programJson, Replica replica) {
        synchronized (IDLE) {
            IDLE.computeIfAbsent(programJson, key -> new ArrayDeque<>()).push(replica);
            if (IDLE.size() > MAX_PROGRAMS) {
                Iterator<Deque<Replica>> eldestFirst = IDLE.values().iterator();
                eldestFirst.next().forEach(Replica::close);
                eldestFirst.remove();
            }
        }
    }
}
