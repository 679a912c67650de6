package io.kindling.worker;

import io.kindling.io.Json;
import io.kindling.program.ProgramSpec;
import io.kindling.program.Replica;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The replicas of this executor: built once, lent to one task at a time, kept for the next. Those of a program that has
 * not been used for a while make room for others.
 */
public final class Replicas {
    private static final int PROGRAMS_KEPT = 2;
    private static final Map<String, Deque<Replica>> IDLE = new LinkedHashMap<>(4, 0.75f, true);

    private Replicas() {}

    /** Runs work on a replica of a program. */
    public static <T> T with(String programJson, Function<Replica, T> work) {
        Replica replica = take(programJson);
        try {
            T result = work.apply(replica);
            giveBack(programJson, replica);
            return result;
        } catch (RuntimeException | Error failed) {
            replica.close();
            throw failed;
        }
    }

    private static Replica take(String programJson) {
        synchronized (IDLE) {
            Deque<Replica> idle = IDLE.get(programJson);
            if (idle != null && !idle.isEmpty()) {
                return idle.pop();
            }
        }
        return new Replica(ProgramSpec.from(Json.parse(programJson)));
    }

    private static void giveBack(String programJson, Replica replica) {
        synchronized (IDLE) {
            IDLE.computeIfAbsent(programJson, key -> new ArrayDeque<>()).push(replica);
            if (IDLE.size() > PROGRAMS_KEPT) {
                Iterator<Deque<Replica>> eldestFirst = IDLE.values().iterator();
                eldestFirst.next().forEach(Replica::close);
                eldestFirst.remove();
            }
        }
    }
}
