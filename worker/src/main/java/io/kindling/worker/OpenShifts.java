package io.kindling.worker;

import io.kindling.program.Shift;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The shifts of this process that tasks may join, by a name that their job is told. */
public final class OpenShifts {
    private static final Map<String, Shift> BY_NAME = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    private OpenShifts() {}

    /** @return its name, of which there is no other in this process */
    public static String open(Shift shift) {
        String name = "shift-" + COUNT.incrementAndGet();
        BY_NAME.put(name, shift);
        return name;
    }

    /** No task finds it from now on. */
    public static void close(String name) {
        BY_NAME.remove(name);
    }

    static Optional<Shift> find(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
