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
 * it, once both have met; and may leave new weights in its place, until the next gradient is written. That writes all
 * elements of trained weights, zeros, too, where a weight has no gradient for once; those of other weights are 0, always. It
 * is never closed, but freed when nothing refers to it: a thread that lost its crew may still write there.
 */
public final class GradientMemory {
    private final FlatRegions parts;

    public GradientMemory(WeightLayout layout) {
        Arena arena = new Arena(bytes(layout));
        List<Region> regions = new ArrayList<>();
        long offset = 0;
        for (WeightLayout.Slice slice : layout.slices()) {
            Tensor part = arena.tensor(DType.FLOAT32, slice.shape(), offset);
            regions.add(new Region(part));
            offset += bytes(slice);
        }
        this.parts = new FlatRegions(layout, regions);
        parts.write(0, layout.size(), new float[layout.size()], 0);
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
        return parts.of(weight);
    }

    /** All of it. */
    FlatRegions all() {
        return parts;
    }

    /** All elements, copied. */
    float[] toArray() {
        float[] all = new float[parts.size()];
        parts.read(0, all.length, all, 0);
        return all;
    }
}
