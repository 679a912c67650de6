package io.kindling.program.internal.reduce;

import io.kindling.program.internal.replica.FlatElements;
import io.kindling.program.internal.replica.GradientBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sum of the gradients of some contiguous shards: of all the shards below one node of {@link CanonicalSum}'s tree, added in
 * its order. A single shard's gradient is one, too.
 *
 * @param first the first shard
 * @param end the one after the last
 * @param elements the sum; a rank has only those elements that it adds up
 */
public record PartialGradient(int first, int end, FlatElements elements) {
    /** A node of the tree. */
    public record Node(int first, int end) {}

    public PartialGradient {
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("Invalid shards: " + first + " to " + end + " (at least one).");
        }
    }

    /** The gradients of single shards, from shard 0 on. */
    public static List<PartialGradient> ofShards(List<GradientBuffer> gradients) {
        return IntStream.range(0, gradients.size())
                .mapToObj(shard -> new PartialGradient(
                        shard, shard + 1, gradients.get(shard).all()))
                .toList();
    }

    /**
     * The fewest nodes of the tree that together hold some contiguous shards.
     *
     * @param first the first shard
     * @param end the one after the last
     * @param shards the number of shards in the tree
     */
    public static List<Node> nodes(int first, int end, int shards) {
        List<Node> nodes = new ArrayList<>();
        addNodes(first, end, 0, shards, nodes);
        return List.copyOf(nodes);
    }

    private static void addNodes(int first, int end, int from, int to, List<Node> nodes) {
        if (first <= from && to <= end) {
            nodes.add(new Node(from, to));
        } else if (first < to && from < end) {
            int middle = from + CanonicalSum.left(to - from);
            addNodes(first, end, from, middle, nodes);
            addNodes(first, end, middle, to, nodes);
        }
    }
}
