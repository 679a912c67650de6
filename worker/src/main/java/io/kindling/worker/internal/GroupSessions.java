package io.kindling.worker.internal;

import io.kindling.program.internal.collective.GroupSession;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The group sessions of this process that tasks may join, by a name that is sent with their job. */
public final class GroupSessions {
    private static final Map<String, GroupSession> SESSIONS = new ConcurrentHashMap<>();
    private static final AtomicLong COUNT = new AtomicLong();

    private GroupSessions() {}

    /** @return the session's name, which is unique in this process */
    public static String register(GroupSession session) {
        String name = "session-" + COUNT.incrementAndGet();
        SESSIONS.put(name, session);
        return name;
    }

    /** Removes a session, so that no more tasks can join it. */
    public static void unregister(String name) {
        SESSIONS.remove(name);
    }

    static Optional<GroupSession> find(String name) {
        return Optional.ofNullable(SESSIONS.get(name));
    }
}
