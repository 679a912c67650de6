package io.kindling.program.internal.replica;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.tensor.Region;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The flat float32 array of a layout, off the heap, as one region for each weight. Ranges of elements may span several regions;
 * a range outside the array throws {@link IndexOutOfBoundsException}. Threads may concurrently access disjoint ranges.
 */
public final class FlatBuffer implements FlatElements {
    private final List<Region> regions;
    /** The first element of each region in the flat array, then the number of elements. */
    private final int[] from;

    /** @param regions float32, one for each weight of the layout */
    FlatBuffer(WeightLayout layout, List<Region> regions) {
        this.regions = List.copyOf(regions);
        this.from = new int[regions.size() + 1];
        for (int i = 0; i < regions.size(); i++) {
            from[i] = layout.slices().get(i).from();
        }
        from[regions.size()] = layout.size();
    }

    /** The region of a weight, by its index in the layout. */
    Region of(int weight) {
        return regions.get(weight);
    }

    /** The number of elements. */
    int size() {
        return from[regions.size()];
    }

    @Override
    public void read(int first, int end, float[] into, int at) {
        for (int weight = weightOf(first), next = first; next < end; weight++) {
            int count = Math.min(end, from[weight + 1]) - next;
            regions.get(weight).read(next - from[weight], into, at + next - first, count);
            next += count;
        }
    }

    @Override
    public void write(int first, int end, float[] values, int at) {
        for (int weight = weightOf(first), next = first; next < end; weight++) {
            int count = Math.min(end, from[weight + 1]) - next;
            regions.get(weight).write(next - from[weight], values, at + next - first, count);
            next += count;
        }
    }

    /** Writes elements {@code first} (inclusive) to {@code end} (exclusive) from other regions, from element {@code at} on. */
    public void write(int first, int end, FlatBuffer values, int at) {
        int weight = weightOf(first);
        int other = values.weightOf(at);
        int next = first;
        while (next < end) {
            int read = at + next - first;
            int count = Math.min(Math.min(end, from[weight + 1]) - next, values.from[other + 1] - read);
            regions.get(weight).write(next - from[weight], values.regions.get(other), read - values.from[other], count);
            next += count;
            weight += next == from[weight + 1] ? 1 : 0;
            other += read + count == values.from[other + 1] ? 1 : 0;
        }
    }

    /**
     * The memory of elements {@code first} (inclusive) to {@code end} (exclusive), in native byte order: one buffer for each
     * region that has some. This object must stay reachable for as long as they are used.
     */
    public List<ByteBuffer> bytes(int first, int end) {
        List<ByteBuffer> bytes = new ArrayList<>();
        for (int weight = weightOf(first), next = first; next < end; weight++) {
            int count = Math.min(end, from[weight + 1]) - next;
            if (count > 0) {
                bytes.add(regions.get(weight).bytes(next - from[weight], count));
            }
            next += count;
        }
        return List.copyOf(bytes);
    }

    private int weightOf(int element) {
        int weight = 0;
        while (weight < regions.size() && from[weight + 1] <= element) {
            weight++;
        }
        return weight;
    }
}
