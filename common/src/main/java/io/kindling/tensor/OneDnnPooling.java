package io.kindling.tensor;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.kindling.tensor.PoolingSizes.Kind;
import java.util.Objects;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Float32 pooling and its gradients by oneDNN. The gradient of maxima begins by finding them. */
final class OneDnnPooling implements PreparedKernel {
    private final Kind kind;
    private final @Nullable Forward forward;
    private final @Nullable Backward backward;

    OneDnnPooling(PoolingSizes sizes) {
        kind = sizes.kind();
        boolean ofMaxima = kind == Kind.MAX || kind == Kind.MAX_GRADIENT;
        memory.desc images = OneDnnPrimitive.images(sizes.images());
        memory.desc outcome = OneDnnPrimitive.images(sizes.outcome());
        Window window = sizes.window();
        long[] strides = {window.height().stride(), window.width().stride()};
        long[] size = {window.height().size(), window.width().size()};
        long[] before = {window.height().before(), window.width().before()};
        long[] after = {window.height().after(), window.width().after()};
        algorithm by = ofMaxima ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
        primitive_attr attributes = OneDnnPrimitive.withScratchpad();
        var description = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        kind == Kind.MAX ? prop_kind.forward_inference : prop_kind.forward_training,
                        by,
                        images,
                        outcome,
                        strides,
                        size,
                        before,
                        after),
                attributes,
                OneDnn.engine());
        boolean isGradient = kind == Kind.MAX_GRADIENT || kind == Kind.AVERAGE_GRADIENT;
        forward = kind == Kind.AVERAGE_GRADIENT ? null : new Forward(description);
        backward = !isGradient
                ? null
                : new Backward(
                        new pooling_backward.primitive_desc(
                                new pooling_backward.desc(by, images, outcome, strides, size, before, after),
                                attributes,
                                OneDnn.engine(),
                                description),
                        description.workspace_desc());
    }

    @Override
    public long workspaceBytes() {
        return (forward == null ? 0 : forward.bytes()) + (backward == null ? 0 : backward.bytes());
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        Workspace free = new Workspace(workspace);
        if (backward == null) {
            Objects.requireNonNull(forward).run(inputs[0].pointer(), output.pointer(), free);
        } else if (forward == null) {
            backward.run(inputs[0].pointer(), null, output.pointer(), free);
        } else {
            Pointer places = forward.run(inputs[0].pointer(), free.take(forward.outcomeBytes), free);
            backward.run(inputs[1].pointer(), places, output.pointer(), free);
        }
    }

    private static final class Forward {
        private final OneDnnPrimitive pooling;
        private final memory images;
        private final memory outcome;
        /** Where the maxima are; null where nobody asks. */
        private final @Nullable memory places;

        private final memory scratchpad;
        private final long outcomeBytes;
        private final long placesBytes;
        private final long scratchpadBytes;

        Forward(pooling_forward.primitive_desc description) {
            pooling = new OneDnnPrimitive(new pooling_forward(description));
            images = pooling.argument(DNNL_ARG_SRC, description.src_desc());
            outcome = pooling.argument(DNNL_ARG_DST, description.dst_desc());
            placesBytes = description.workspace_desc().get_size();
            places = placesBytes == 0 ? null : pooling.argument(DNNL_ARG_WORKSPACE, description.workspace_desc());
            scratchpad = pooling.scratchpad(description.scratchpad_desc());
            outcomeBytes = description.dst_desc().get_size();
            scratchpadBytes = description.scratchpad_desc().get_size();
        }

        long bytes() {
            return Workspace.bytes(outcomeBytes) + Workspace.bytes(placesBytes) + Workspace.bytes(scratchpadBytes);
        }

        /** Returns where it wrote the places of the maxima. */
        Pointer run(Pointer from, Pointer to, Workspace free) {
            Pointer found = free.take(placesBytes);
            images.set_data_handle(from);
            outcome.set_data_handle(to);
            if (places != null) {
                places.set_data_handle(found);
            }
            scratchpad.set_data_handle(free.take(scratchpadBytes));
            pooling.run();
            return found;
        }
    }

    private static final class Backward {
        private final OneDnnPrimitive pooling;
        private final memory gradient;
        private final @Nullable memory places;
        private final memory result;
        private final memory scratchpad;
        private final long scratchpadBytes;

        Backward(pooling_backward.primitive_desc description, memory.desc layoutOfPlaces) {
            pooling = new OneDnnPrimitive(new pooling_backward(description));
            gradient = pooling.argument(DNNL_ARG_DIFF_DST, description.diff_dst_desc());
            places = layoutOfPlaces.get_size() == 0 ? null : pooling.argument(DNNL_ARG_WORKSPACE, layoutOfPlaces);
            result = pooling.argument(DNNL_ARG_DIFF_SRC, description.diff_src_desc());
            scratchpad = pooling.scratchpad(description.scratchpad_desc());
            scratchpadBytes = description.scratchpad_desc().get_size();
        }

        long bytes() {
            return Workspace.bytes(scratchpadBytes);
        }

        void run(Pointer from, @Nullable Pointer found, Pointer to, Workspace free) {
            gradient.set_data_handle(from);
            if (places != null) {
                places.set_data_handle(found);
            }
            result.set_data_handle(to);
            scratchpad.set_data_handle(free.take(scratchpadBytes));
            pooling.run();
        }
    }
}
