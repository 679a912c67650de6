package io.kindling.program;

import io.kindling.nn.WeightLayout;
import io.kindling.tensor.Region;
import java.util.List;

/**
 * The flat float32 array of a layout, off the heap: a region for each weight. Ranges of elements may span several of them; one
 * that is not within the array is an {@link IndexOutOfBoundsException}. Threads may read
 * and write ranges that are apart at the same time.
 */
public final class FlatRegions {
    private final List<Region> regions;
    /** The first element of each region in the flat array, then how many there are in all. */
    private final int[] from;

    /** @param regions float32, one for each weight of the layout */
    FlatRegions(WeightLayout layout, List<Region> regions) {
        this.regions = List.copyOf(regions);
        this.from = new int[regions.size() + 1];
        for (int i = 0; i < regions.size(); i++) {
            from[i] = layout.slices().get(i).from();
        }
        from[regions.size()] = layout.size();
    }

    /** Where a weight stands, by its place in the layout. */
    Region of(int weight) {
        return regions.get(weight);
    }

    /** How many elements there are. */
    int size() {
        return from[regions.size()];
    }

    /** Copies the elements from {@code first} to before {@code end} to a place in an array. */
    void read(int first, int end, float[] into, int at) {
        for (int weight = weightOf(first), done = first; done < end; weight++) {
            int count = Math.min(end, from[weight + 1]) - done;
            regions.get(weight).read(done - from[weight], into, at + done - first, count);
            done += count;
        }
    }

    /** Writes the elements from {@code first} to before {@code end}: those from a place in an array on. */
    void write(int first, int end, float[] values, int at) {
        for (int weight = weightOf(first), done = first; done < end; weight++) {
            int count = Math.min(end, from[weight + 1]) - done;
            regions.get(weight).write(done - from[weight], values, at + done - first, count);
            done += count;
        }
    }

    /** Writes the elements from {@code first} to before {@code end}: those from a place in other regions on. */
    void write(int first, int end, FlatRegions values, int at) {
        int weight = weightOf(first);
        int other = values.weightOf(at);
        int done = first;
        while (done < end) {
            int read = at + done - first;
            int count = Math.min(Math.min(end, from[weight + 1]) - done, values.from[other + 1] - read);
            regions.get(weight).write(done - from[weight], values.regions.get(other), read - values.from[other], count);
            done += count;
            weight += done == from[weight + 1] ? 1 : 0;
            other += read + count == values.from[other + 1] ? 1 : 0;
        }
    }

    private int weightOf(int element) {
        int weight = 0;
        while (weight < regions.size() && from[weight + 1] <= element) {
            weight++;
        }
        return weight;
    }
}
