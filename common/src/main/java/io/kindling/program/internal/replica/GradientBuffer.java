package io.kindling.program.internal.replica;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.tensor.Arena;
import io.kindling.tensor.DType;
import io.kindling.tensor.Region;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A gradient buffer off the heap, over the flat array of a layout. A phase's plan writes a shard's gradient; after a barrier
 * the ranks read it to add the partial gradients, and may then overwrite it with new weights, until the next gradient is
 * written. Each gradient overwrites all elements of trained weights, with zeros if a weight has no gradient in that step;
 * elements of other weights are always 0. The buffer is never closed but freed when it is unreachable: a thread that lost its
 * worker group may still write to it.
 */
public final class GradientBuffer {
    private final FlatBuffer elements;

    public GradientBuffer(WeightLayout layout) {
        this(layout, new Arena(bytes(layout)));
        elements.write(0, layout.size(), new float[layout.size()], 0);
    }

    /**
     * Creates a buffer over existing memory, which another process may share.
     *
     * @param arena of {@link #bytes} bytes, all 0 before any buffer writes there
     */
    public GradientBuffer(WeightLayout layout, Arena arena) {
        List<Region> regions = new ArrayList<>();
        long offset = 0;
        for (WeightLayout.Slice slice : layout.slices()) {
            Tensor part = arena.tensor(DType.FLOAT32, slice.shape(), offset);
            regions.add(new Region(part));
            offset += bytes(slice);
        }
        this.elements = new FlatBuffer(layout, regions);
    }

    /** The bytes that a buffer for a layout allocates. */
    static long allocated(WeightLayout layout) {
        return Arena.allocated(bytes(layout));
    }

    /** The bytes of memory that a buffer for a layout needs. */
    public static long bytes(WeightLayout layout) {
        return layout.slices().stream().mapToLong(GradientBuffer::bytes).sum();
    }

    private static long bytes(WeightLayout.Slice slice) {
        return Arena.aligned(slice.shape().size() * Float.BYTES);
    }

    /** The region of the gradient with respect to a weight, by the weight's index in the layout. */
    public Region of(int weight) {
        return elements.of(weight);
    }

    /** The whole buffer. */
    public FlatBuffer all() {
        return elements;
    }

    /** A copy of all elements. */
    float[] toArray() {
        float[] all = new float[elements.size()];
        elements.read(0, all.length, all, 0);
        return all;
    }
}
