package io.kindling.program;

import io.kindling.nn.WeightLayout;
import io.kindling.tensor.Arena;
import io.kindling.tensor.DType;
import io.kindling.tensor.Region;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A gradient off the heap, over the flat array of a layout: where a phase's plan writes it, and whoever adds shares reads
 * it, once both have met. Elements that nobody wrote are 0. It is never closed, but freed when nothing refers to it: a
 * thread that lost its crew may still write there.
 */
public final class GradientMemory {
    private final int size;
    private final int[] from;
    private final List<Region> parts = new ArrayList<>();

    public GradientMemory(WeightLayout layout) {
        this.size = layout.size();
        this.from = layout.slices().stream().mapToInt(WeightLayout.Slice::from).toArray();
        Arena arena = new Arena(bytes(layout));
        long offset = 0;
        for (WeightLayout.Slice slice : layout.slices()) {
            Tensor part = arena.tensor(DType.FLOAT32, slice.shape(), offset);
            parts.add(new Region(part));
            offset += bytes(slice);
        }
        float[] zeros = new float[size];
        parts.forEach(part -> part.write(zeros, 0));
    }

    /** What the gradient over a layout allocates. */
    static long allocated(WeightLayout layout) {
        return Arena.allocated(bytes(layout));
    }

    private static long bytes(WeightLayout layout) {
        return layout.slices().stream().mapToLong(GradientMemory::bytes).sum();
    }

    private static long bytes(WeightLayout.Slice slice) {
        return Arena.aligned(slice.shape().size() * Float.BYTES);
    }

    /** Where the gradient by a weight stands, by its place in the layout. */
    Region of(int weight) {
        return parts.get(weight);
    }

    /** Copies elements of the flat array, up to one, to a place in another. */
    void read(int first, int end, float[] into, int at) {
        int weight = 0;
        for (int done = first; done < end; weight++) {
            int to = weight + 1 < from.length ? from[weight + 1] : size;
            if (done < to) {
                int count = Math.min(end, to) - done;
                parts.get(weight).read(done - from[weight], into, at + done - first, count);
                done += count;
            }
        }
    }

    /** All elements, copied. */
    float[] toArray() {
        float[] all = new float[size];
        read(0, size, all, 0);
        return all;
    }
}
