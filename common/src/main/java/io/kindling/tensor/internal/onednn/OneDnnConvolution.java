package io.kindling.tensor.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.OneDnnPrimitive.Argument;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * A float32 convolution or one of its gradients by oneDNN. Images keep their layout. The filter is converted to the
 * layout of oneDNN's fast kernels, or back from it, at every run, because its values change at every step.
 */
public final class OneDnnConvolution implements PreparedKernel {
    /**
     * Whether oneDNN's kernels add their bias argument after the sum. Without AVX-512 they start from the bias, which
     * gives different bits than a later addition; the bias is then added as a post-operation.
     */
    private static final boolean ADDS_BIAS_LAST = OneDnn.hasAvx512();

    private static final int AVX2_FLOATS = 8;

    private final ConvolutionSizes.Kind kind;
    private final OneDnnPrimitive convolution;
    private final Argument images;
    private final Argument filter;
    private final @Nullable Argument bias;
    private final Argument outcome;
    private final Argument scratchpad;
    /** Converts between the plain layout of the filter and oneDNN's; null if they are the same. */
    private final @Nullable OneDnnReorder reorder;

    private final Workspace pieces = new Workspace();
    private final long scratchpadPiece;
    private final long filterPiece;

    /** A oneDNN primitive and the indices of its arguments. */
    private record Choice(
            primitive kernel, primitive_desc description, memory.desc filter, int images, int weights, int outcome) {}

    private OneDnnConvolution(ConvolutionSizes sizes, Choice choice, boolean hasBias) {
        kind = sizes.kind();
        convolution = new OneDnnPrimitive(choice.kernel());
        images = convolution.argument(choice.images(), OneDnnPrimitive.images(sizes.images()));
        filter = convolution.argument(choice.weights(), choice.filter());
        bias = hasBias ? bias(convolution, sizes) : null;
        outcome = convolution.argument(choice.outcome(), OneDnnPrimitive.images(sizes.output()));
        memory.desc scratchpadLayout = choice.description().scratchpad_desc();
        scratchpad = convolution.scratchpad(scratchpadLayout);
        scratchpadPiece = pieces.piece(scratchpadLayout.get_size());
        memory.desc plain = plainFilter(sizes);
        reorder = kind == ConvolutionSizes.Kind.FILTER_GRADIENT
                ? OneDnnReorder.between(choice.filter(), plain)
                : OneDnnReorder.between(plain, choice.filter());
        filterPiece = pieces.piece(reorder == null ? 0 : reorder.bytes());
    }

    /**
     * Returns the kernel for these sizes, none of which is 0; null if oneDNN has only a reference or a faulty
     * implementation.
     */
    public static @Nullable OneDnnConvolution prepare(ConvolutionSizes sizes) {
        return prepare(sizes, Epilogue.NONE);
    }

    /** Returns the kernel fused with an epilogue, which is supported by the forward kernel only. */
    public static @Nullable OneDnnConvolution prepare(ConvolutionSizes sizes, Epilogue epilogue) {
        if (StridedPointwiseGradient.isStrided(sizes) || isFaultyFilterGradient(sizes)) {
            return null;
        }
        Choice choice = choose(sizes, epilogue);
        return OneDnnPrimitive.isReference(choice.description())
                ? null
                : new OneDnnConvolution(sizes, choice, epilogue.hasBias());
    }

    /**
     * Whether this is a filter gradient of a depthwise convolution for which oneDNN 2.5.2 without AVX-512 is faulty: if
     * the channels are not a multiple of a vector, some kernels contain AVX-512 instructions and others cannot be
     * created.
     */
    private static boolean isFaultyFilterGradient(ConvolutionSizes sizes) {
        return !OneDnn.hasAvx512()
                && sizes.kind() == ConvolutionSizes.Kind.FILTER_GRADIENT
                && sizes.groups() > 1
                && sizes.groups() == sizes.inputs()
                && sizes.groups() % AVX2_FLOATS != 0;
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long begin = Workspace.begin(workspace);
        scratchpad.at(begin + scratchpadPiece);
        if (bias != null) {
            bias.at(inputs[2].address());
        }
        long a = inputs[0].address();
        long b = inputs[1].address();
        long result = output.address();
        switch (kind) {
            case FORWARD -> run(a, reordered(b, begin), result);
            case INPUT_GRADIENT -> run(result, reordered(b, begin), a);
            case FILTER_GRADIENT -> {
                if (reorder == null) {
                    run(a, result, b);
                } else {
                    run(a, begin + filterPiece, b);
                    reorder.run(begin + filterPiece, result);
                }
            }
        }
    }

    private long reordered(long plainFilter, long begin) {
        if (reorder == null) {
            return plainFilter;
        }
        reorder.run(plainFilter, begin + filterPiece);
        return begin + filterPiece;
    }

    private void run(long images, long filter, long outcome) {
        this.images.at(images);
        this.filter.at(filter);
        this.outcome.at(outcome);
        convolution.run();
    }

    private static Choice choose(ConvolutionSizes sizes, Epilogue epilogue) {
        Window window = sizes.window();
        memory.desc images = OneDnnPrimitive.images(sizes.images());
        memory.desc outcome = OneDnnPrimitive.images(sizes.output());
        memory.desc filter = new memory.desc(filterSizes(sizes), memory.data_type.f32, memory.format_tag.any);
        long[] strides = {window.height().stride(), window.width().stride()};
        long[] gaps = {window.height().dilation() - 1L, window.width().dilation() - 1L};
        long[] before = {window.height().before(), window.width().before()};
        long[] after = {window.height().after(), window.width().after()};
        algorithm direct = algorithm.convolution_direct;
        primitive_attr attributes = OneDnnPrimitive.withScratchpad();
        post_ops operations = new post_ops();
        if (epilogue.hasBias() && !ADDS_BIAS_LAST) {
            operations.append_binary(algorithm.binary_add, addedBias(sizes));
        }
        OneDnnEpilogue.append(epilogue, operations);
        attributes.set_post_ops(operations);
        prop_kind training = prop_kind.forward_training;
        var forward = new convolution_forward.primitive_desc(
                epilogue.hasBias() && ADDS_BIAS_LAST
                        ? new convolution_forward.desc(
                                training, direct, images, filter, bias(sizes), outcome, strides, gaps, before, after)
                        : new convolution_forward.desc(
                                training, direct, images, filter, outcome, strides, gaps, before, after),
                attributes,
                OneDnn.engine());
        return switch (sizes.kind()) {
            case FORWARD ->
                new Choice(
                        new convolution_forward(forward),
                        forward,
                        forward.weights_desc(),
                        DNNL_ARG_SRC,
                        DNNL_ARG_WEIGHTS,
                        DNNL_ARG_DST);
            case INPUT_GRADIENT -> {
                var description = new convolution_backward_data.primitive_desc(
                        new convolution_backward_data.desc(
                                direct, images, filter, outcome, strides, gaps, before, after),
                        attributes,
                        OneDnn.engine(),
                        forward);
                yield new Choice(
                        new convolution_backward_data(description),
                        description,
                        description.weights_desc(),
                        DNNL_ARG_DIFF_SRC,
                        DNNL_ARG_WEIGHTS,
                        DNNL_ARG_DIFF_DST);
            }
            case FILTER_GRADIENT -> {
                var description = new convolution_backward_weights.primitive_desc(
                        new convolution_backward_weights.desc(
                                direct, images, filter, outcome, strides, gaps, before, after),
                        attributes,
                        OneDnn.engine(),
                        forward);
                yield new Choice(
                        new convolution_backward_weights(description),
                        description,
                        description.diff_weights_desc(),
                        DNNL_ARG_SRC,
                        DNNL_ARG_DIFF_WEIGHTS,
                        DNNL_ARG_DIFF_DST);
            }
        };
    }

    private static memory.desc bias(ConvolutionSizes sizes) {
        return new memory.desc(new long[] {sizes.outputs()}, memory.data_type.f32, memory.format_tag.a);
    }

    /** The bias as the second operand of an addition to the output. */
    private static memory.desc addedBias(ConvolutionSizes sizes) {
        return OneDnnPrimitive.images(Shape.of(1, 1, 1, sizes.outputs()));
    }

    private static Argument bias(OneDnnPrimitive convolution, ConvolutionSizes sizes) {
        return ADDS_BIAS_LAST
                ? convolution.argument(DNNL_ARG_BIAS, bias(sizes))
                : convolution.argument(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1, addedBias(sizes));
    }

    /**
     * Describes our filter layout (height, width, inputs per group, outputs) in oneDNN's order of axes: groups, outputs
     * per group, inputs, height, width.
     */
    private static memory.desc plainFilter(ConvolutionSizes sizes) {
        long outputs = sizes.outputs();
        long element = sizes.inputs() / sizes.groups() * outputs;
        long row = sizes.window().width().size() * element;
        long[] strides = sizes.groups() == 1
                ? new long[] {1, outputs, row, element}
                : new long[] {outputs / sizes.groups(), 1, outputs, row, element};
        return new memory.desc(filterSizes(sizes), memory.data_type.f32, strides);
    }

    private static long[] filterSizes(ConvolutionSizes sizes) {
        int groups = sizes.groups();
        int height = sizes.window().height().size();
        int width = sizes.window().width().size();
        return groups == 1
                ? new long[] {sizes.outputs(), sizes.inputs(), height, width}
                : new long[] {groups, sizes.outputs() / groups, sizes.inputs() / groups, height, width};
    }
}
