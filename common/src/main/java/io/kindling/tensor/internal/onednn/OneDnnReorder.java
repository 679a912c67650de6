package io.kindling.tensor.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;

import io.kindling.tensor.internal.natives.OneDnn;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/** A copy of an array from one memory layout to another. */
public final class OneDnnReorder {
    private final OneDnnPrimitive copy;
    private final OneDnnPrimitive.Argument from;
    private final OneDnnPrimitive.Argument to;
    private final long bytes;

    private OneDnnReorder(memory.desc from, memory.desc to, primitive_attr attributes) {
        copy = new OneDnnPrimitive(
                new reorder(new reorder.primitive_desc(OneDnn.engine(), from, OneDnn.engine(), to, attributes, false)));
        this.from = copy.argument(DNNL_ARG_FROM, from);
        this.to = copy.argument(DNNL_ARG_TO, to);
        bytes = Math.max(from.get_size(), to.get_size());
    }

    /** Returns the conversion between two layouts; null if they are the same. */
    static @Nullable OneDnnReorder between(memory.desc from, memory.desc to) {
        return from.equals(to) ? null : copy(from, to);
    }

    /** Returns a copy between two layouts, even if they are the same. */
    static OneDnnReorder copy(memory.desc from, memory.desc to) {
        return new OneDnnReorder(from, to, new primitive_attr());
    }

    /** Returns a copy that multiplies every element by a factor. */
    public static OneDnnReorder scaled(memory.desc from, memory.desc to, float factor) {
        primitive_attr attributes = new primitive_attr();
        attributes.set_output_scales(0, new float[] {factor});
        return new OneDnnReorder(from, to, attributes);
    }

    /** Returns the bytes of the array in the larger layout. */
    long bytes() {
        return bytes;
    }

    public void run(long source, long target) {
        from.at(source);
        to.at(target);
        copy.run();
    }
}
