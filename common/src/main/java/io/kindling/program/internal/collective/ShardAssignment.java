package io.kindling.program.internal.collective;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which member of a cluster computes which shards. Each has a contiguous range in proportion to its capacity, so that it can
 * add up whole subtrees of the canonical sum. Immutable.
 *
 * @param shards the number of shards
 * @param ranges the members' ranges, in the order of shards; some may be empty
 */
public record ShardAssignment(int shards, List<Range> ranges) {
    /**
     * A process that computes shards.
     *
     * @param capacity how many shards it computes concurrently, at least 1
     */
    public record Member(String id, int capacity) {
        public Member {
            if (capacity < 1) {
                throw new IllegalArgumentException("Invalid capacity: " + capacity + " (1 or more)");
            }
        }
    }

    /**
     * The shards of a member.
     *
     * @param from the first shard
     * @param to the shard after the last
     */
    public record Range(Member member, int from, int to) {
        public int size() {
            return to - from;
        }

        private int shared(Range other) {
            return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
        }
    }

    public ShardAssignment {
        ranges = List.copyOf(ranges);
    }

    /** An assignment without members. */
    public static ShardAssignment ofNobody(int shards) {
        return new ShardAssignment(shards, List.of());
    }

    /**
     * Assigns the shards to the members that are present now. Members that were present before keep their order; each new one
     * is inserted where the fewest shards change their member.
     */
    public ShardAssignment to(Collection<Member> present) {
        Map<String, Member> missing = new LinkedHashMap<>();
        present.forEach(member -> missing.put(member.id(), member));
        List<Member> order = new ArrayList<>();
        for (Range range : ranges) {
            Member known = missing.remove(range.member().id());
            if (known != null) {
                order.add(known);
            }
        }
        if (order.isEmpty()) {
            order.addAll(missing.values());
        } else {
            missing.values().forEach(added -> insert(order, added));
        }
        return of(shards, order);
    }

    private void insert(List<Member> order, Member added) {
        int best = 0;
        int mostKept = -1;
        for (int at = 0; at <= order.size(); at++) {
            order.add(at, added);
            int kept = keptBy(of(shards, order));
            order.remove(at);
            if (kept > mostKept) {
                mostKept = kept;
                best = at;
            }
        }
        order.add(best, added);
    }

    /** How many shards have the same member in another assignment. */
    private int keptBy(ShardAssignment other) {
        Map<String, Range> before = new HashMap<>();
        ranges.forEach(range -> before.put(range.member().id(), range));
        int kept = 0;
        for (Range range : other.ranges) {
            Range own = before.get(range.member().id());
            kept += own == null ? 0 : range.shared(own);
        }
        return kept;
    }

    private static ShardAssignment of(int shards, List<Member> order) {
        long total = order.stream().mapToLong(Member::capacity).sum();
        List<Range> ranges = new ArrayList<>();
        long before = 0;
        for (Member member : order) {
            long after = before + member.capacity();
            ranges.add(new Range(member, (int) (shards * before / total), (int) (shards * after / total)));
            before = after;
        }
        return new ShardAssignment(shards, ranges);
    }

    /** The id of the member that computes a shard; empty if there are no members. */
    public String memberOf(int shard) {
        return ranges.stream()
                .filter(range -> range.from() <= shard && shard < range.to())
                .map(range -> range.member().id())
                .findFirst()
                .orElse("");
    }
}
