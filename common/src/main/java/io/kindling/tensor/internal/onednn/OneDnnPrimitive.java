package io.kindling.tensor.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;

import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.natives.Address;
import io.kindling.tensor.internal.natives.OneDnn;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl.scratchpad_mode;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;

/**
 * A oneDNN primitive with its arguments, whose addresses are set before each run. To be used by the thread that created
 * it.
 */
final class OneDnnPrimitive {
    /** An argument of the primitive. Its address is passed to oneDNN only if it changed. */
    static final class Argument {
        private final memory argument;
        private final Address address = new Address();

        private Argument(memory argument) {
            this.argument = argument;
        }

        void at(long target) {
            if (target != address.address()) {
                argument.set_data_handle(address.to(target));
            }
        }
    }

    private final primitive kernel;
    private final stream queue = OneDnn.stream();
    private final IntMemoryMap arguments = new IntMemoryMap();

    OneDnnPrimitive(primitive kernel) {
        this.kernel = kernel;
    }

    /** Returns attributes of a primitive whose scratchpad is supplied by the caller. */
    static primitive_attr withScratchpad() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(scratchpad_mode.user);
        return attributes;
    }

    /** Returns whether oneDNN has only its slow reference implementation for this. */
    static boolean isReference(primitive_desc_base description) {
        return description.impl_info_str().getString().startsWith("ref");
    }

    /** Describes images (batch, height, width, channels) in oneDNN's order of axes: batch, channels, height, width. */
    static memory.desc images(Shape shape) {
        long channels = shape.dim(3);
        long row = shape.dim(2) * channels;
        return new memory.desc(
                new long[] {shape.dim(0), channels, shape.dim(1), shape.dim(2)},
                memory.data_type.f32,
                new long[] {shape.dim(1) * row, 1, row, channels});
    }

    /** Adds an argument of this layout; its address is still unset. */
    Argument argument(int name, memory.desc layout) {
        memory argument = new memory(layout, OneDnn.engine(), null);
        arguments.put(name, argument);
        return new Argument(argument);
    }

    /** Adds the scratchpad argument. */
    Argument scratchpad(memory.desc layout) {
        return argument(DNNL_ARG_SCRATCHPAD, layout);
    }

    /** Runs the primitive. On a CPU stream the call returns when the work is done, so there is nothing to wait for. */
    void run() {
        kernel.execute(queue, arguments);
    }
}
