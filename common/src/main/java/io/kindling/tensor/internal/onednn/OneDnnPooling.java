package io.kindling.tensor.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PoolingSizes.Kind;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.OneDnnPrimitive.Argument;
import java.util.Objects;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

/** Float32 pooling and its gradients by oneDNN. The gradient of max pooling recomputes the maxima first. */
public final class OneDnnPooling implements PreparedKernel {
    /**
     * The most output positions at either end of a row whose window may overlap the padding; there must be no more than
     * the row has. Beyond that, kernels of oneDNN 2.5.2 write past the end of their memory.
     */
    private static final int MAX_PADDED = 3;

    private final @Nullable Forward forward;
    private final @Nullable Backward backward;
    private final Workspace pieces = new Workspace();
    /** The offset in the workspace of the maxima, which the gradient computes again. */
    private final long maxima;

    /** Returns whether oneDNN supports these sizes correctly. */
    public static boolean supports(PoolingSizes sizes) {
        Window.Axis width = sizes.window().width();
        int padded = (Math.max(width.before(), width.after()) + width.stride() - 1) / width.stride();
        return sizes.kind() != Kind.PICK && padded <= Math.min(width.output(), MAX_PADDED);
    }

    public OneDnnPooling(PoolingSizes sizes) {
        Kind kind = sizes.kind();
        boolean isMax = kind == Kind.MAX || kind == Kind.MAX_GRADIENT;
        memory.desc images = OneDnnPrimitive.images(sizes.images());
        memory.desc outcome = OneDnnPrimitive.images(sizes.output());
        Window window = sizes.window();
        long[] strides = {window.height().stride(), window.width().stride()};
        long[] size = {window.height().size(), window.width().size()};
        long[] before = {window.height().before(), window.width().before()};
        long[] after = {window.height().after(), window.width().after()};
        algorithm method = isMax ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
        primitive_attr attributes = OneDnnPrimitive.withScratchpad();
        var description = new pooling_forward.primitive_desc(
                new pooling_forward.desc(
                        kind == Kind.MAX ? prop_kind.forward_inference : prop_kind.forward_training,
                        method,
                        images,
                        outcome,
                        strides,
                        size,
                        before,
                        after),
                attributes,
                OneDnn.engine());
        boolean isGradient = kind == Kind.MAX_GRADIENT || kind == Kind.AVERAGE_GRADIENT;
        forward = kind == Kind.AVERAGE_GRADIENT ? null : new Forward(description, pieces);
        backward = !isGradient
                ? null
                : new Backward(
                        new pooling_backward.primitive_desc(
                                new pooling_backward.desc(method, images, outcome, strides, size, before, after),
                                attributes,
                                OneDnn.engine(),
                                description),
                        description.workspace_desc(),
                        pieces);
        maxima = pieces.piece(
                forward == null || backward == null ? 0 : description.dst_desc().get_size());
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long begin = Workspace.begin(workspace);
        if (backward == null) {
            Objects.requireNonNull(forward).run(inputs[0].address(), output.address(), begin);
        } else if (forward == null) {
            backward.run(inputs[0].address(), 0, output.address(), begin);
        } else {
            forward.run(inputs[0].address(), begin + maxima, begin);
            backward.run(inputs[1].address(), begin + forward.indicesPiece, output.address(), begin);
        }
    }

    private static final class Forward {
        private final OneDnnPrimitive pooling;
        private final Argument images;
        private final Argument outcome;
        /** The indices of the maxima; null if they are not needed. */
        private final @Nullable Argument indices;

        private final Argument scratchpad;
        private final long indicesPiece;
        private final long scratchpadPiece;

        Forward(pooling_forward.primitive_desc description, Workspace pieces) {
            pooling = new OneDnnPrimitive(new pooling_forward(description));
            images = pooling.argument(DNNL_ARG_SRC, description.src_desc());
            outcome = pooling.argument(DNNL_ARG_DST, description.dst_desc());
            long indicesBytes = description.workspace_desc().get_size();
            indices = indicesBytes == 0 ? null : pooling.argument(DNNL_ARG_WORKSPACE, description.workspace_desc());
            indicesPiece = pieces.piece(indicesBytes);
            scratchpad = pooling.scratchpad(description.scratchpad_desc());
            scratchpadPiece = pieces.piece(description.scratchpad_desc().get_size());
        }

        void run(long from, long to, long begin) {
            images.at(from);
            outcome.at(to);
            if (indices != null) {
                indices.at(begin + indicesPiece);
            }
            scratchpad.at(begin + scratchpadPiece);
            pooling.run();
        }
    }

    private static final class Backward {
        private final OneDnnPrimitive pooling;
        private final Argument gradient;
        private final @Nullable Argument indices;
        private final Argument result;
        private final Argument scratchpad;
        private final long scratchpadPiece;

        Backward(pooling_backward.primitive_desc description, memory.desc indicesLayout, Workspace pieces) {
            pooling = new OneDnnPrimitive(new pooling_backward(description));
            gradient = pooling.argument(DNNL_ARG_DIFF_DST, description.diff_dst_desc());
            indices = indicesLayout.get_size() == 0 ? null : pooling.argument(DNNL_ARG_WORKSPACE, indicesLayout);
            result = pooling.argument(DNNL_ARG_DIFF_SRC, description.diff_src_desc());
            scratchpad = pooling.scratchpad(description.scratchpad_desc());
            scratchpadPiece = pieces.piece(description.scratchpad_desc().get_size());
        }

        void run(long from, long maximaIndices, long to, long begin) {
            gradient.at(from);
            if (indices != null) {
                indices.at(maximaIndices);
            }
            result.at(to);
            scratchpad.at(begin + scratchpadPiece);
            pooling.run();
        }
    }
}
