package io.kindling.tensor;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;

/** A primitive of oneDNN with its arguments, whose memory is set before each run. For the thread that made it. */
final class OneDnnPrimitive {
    /** An argument. oneDNN is told where its memory lies only when that changes. */
    static final class Argument {
        private final memory argument;
        private final Address address = new Address();

        private Argument(memory argument) {
            this.argument = argument;
        }

        void at(long place) {
            if (place != address.address()) {
                argument.set_data_handle(address.to(place));
            }
        }
    }

    private final primitive kernel;
    private final stream queue = OneDnn.stream();
    private final IntMemoryMap arguments = new IntMemoryMap();

    OneDnnPrimitive(primitive kernel) {
        this.kernel = kernel;
    }

    /** Attributes of a primitive that works in memory it is given. */
    static primitive_attr withScratchpad() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        return attributes;
    }

    /** Whether oneDNN has nothing but its slow reference loops for this. */
    static boolean isReference(primitive_desc_base description) {
        return description.impl_info_str().getString().startsWith("ref");
    }

    /** Images as ours are, (batch, height, width, channels), under oneDNN's names for the axes: batch, channels, height, width. */
    static memory.desc images(Shape shape) {
        long channels = shape.dim(3);
        long row = shape.dim(2) * channels;
        return new memory.desc(
                new long[] {shape.dim(0), channels, shape.dim(1), shape.dim(2)},
                memory.data_type.f32,
                new long[] {shape.dim(1) * row, 1, row, channels});
    }

    /** An argument of this layout, as yet without memory. */
    Argument argument(int name, memory.desc layout) {
        memory argument = new memory(layout, OneDnn.engine(), null);
        arguments.put(name, argument);
        return new Argument(argument);
    }

    /** The memory that it works in. */
    Argument scratchpad(memory.desc layout) {
        return argument(DNNL_ARG_SCRATCHPAD, layout);
    }

    /** Computes. A processor's stream is done when the call returns: there is nothing to wait for. */
    void run() {
        kernel.execute(queue, arguments);
    }
}
