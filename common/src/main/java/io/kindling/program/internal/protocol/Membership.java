package io.kindling.program.internal.protocol;

import io.kindling.program.internal.collective.ShardAssignment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members that are present, the shards of each in the current or last session, and when the next session may be formed. */
final class Membership {
    /** How long others are awaited after the first member has come. */
    static final long GATHER_NANOS = 2_000_000_000L;

    private final Map<String, String> hosts = new LinkedHashMap<>();
    private ShardAssignment assignment;
    private int wanted;
    /** The members that the session took in, those without shards included; 0 if there is no session. */
    private int taken;
    /** When a session is formed at the earliest, if all members are present. */
    private long earliest;
    /** When a session is formed with those that are present. */
    private long latest;

    Membership(int shards, int wanted) {
        assignment = ShardAssignment.ofNobody(shards);
        wanted(wanted);
    }

    void wanted(int members) {
        wanted = Math.min(members, assignment.shards());
    }

    void add(String member, String host, long now) {
        if (hosts.size() == taken) {
            latest = now + GATHER_NANOS;
        }
        hosts.put(member, host);
    }

    /** @return whether it was present */
    boolean remove(String member) {
        return hosts.remove(member) != null;
    }

    boolean contains(String member) {
        return hosts.containsKey(member);
    }

    List<String> names() {
        return List.copyOf(hosts.keySet());
    }

    void clear() {
        hosts.clear();
    }

    /** Nobody waits for anything any more: a session may be formed as soon as all members are present. */
    void hurry(long now) {
        earliest = now;
    }

    /** No session is formed before; then, nobody is awaited. */
    void pauseUntil(long time) {
        earliest = time;
        latest = time;
    }

    /** Whether there are members to form a session of, and it need not wait for others. */
    boolean isGathered(long now) {
        boolean isComplete = hosts.size() >= wanted && now - earliest >= 0;
        return !hosts.isEmpty() && (isComplete || now - latest >= 0);
    }

    /** Whether another session would have more ranks than the current one. */
    boolean hasGrown() {
        return hosts.size() > taken && taken < assignment.shards();
    }

    /** Assigns the shards to the members that are present. Returns the ranges of those that have shards, one for each rank. */
    List<ShardAssignment.Range> assign() {
        taken = hosts.size();
        assignment = assignment.to(hosts.keySet().stream()
                .map(id -> new ShardAssignment.Member(id, 1))
                .toList());
        return assignment.ranges().stream().filter(range -> range.size() > 0).toList();
    }

    /** There is no session any more. */
    void disband() {
        taken = 0;
    }

    boolean areOnOneHost(List<String> members) {
        return members.stream().map(hosts::get).distinct().count() == 1;
    }
}
