package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.ConvolutionSizes.Kind;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;

/**
 * A convolution with stride 1, computed as the input gradient of the reverse convolution, which maps the output back to
 * the images with the flipped filter; its gradients are computed accordingly. So a convolution with few outputs becomes
 * one with few inputs, for which {@link Im2ColConvolution} is fast. No library is fast for, say, a 7x7 window from 128
 * channels to 1.
 */
public final class ReversedConvolution implements PreparedKernel {
    private final ConvolutionSizes sizes;
    private final Im2ColConvolution reverse;
    private final float[] filter;
    private final float[] flipped;
    private final Workspace pieces = new Workspace();
    private final long filterPiece;
    private final long matrixPiece;
    private final Address at = new Address();

    public ReversedConvolution(ConvolutionSizes sizes) {
        this.sizes = sizes;
        Kind kind = switch (sizes.kind()) {
            case FORWARD -> Kind.INPUT_GRADIENT;
            case INPUT_GRADIENT -> Kind.FORWARD;
            case FILTER_GRADIENT -> Kind.FILTER_GRADIENT;
        };
        this.reverse = new Im2ColConvolution(new ConvolutionSizes(
                kind, sizes.count(), sizes.window().reversed(), sizes.outputs(), sizes.inputs(), 1));
        this.filter = new float[Math.toIntExact(sizes.filter().size())];
        this.flipped = new float[filter.length];
        this.filterPiece = pieces.piece((long) filter.length * Float.BYTES);
        this.matrixPiece = pieces.piece(reverse.matrixBytes());
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long first = inputs[0].address();
        long second = inputs[1].address();
        long flippedFilter = Workspace.begin(workspace) + filterPiece;
        long matrix = Workspace.begin(workspace) + matrixPiece;
        if (sizes.kind() == Kind.FILTER_GRADIENT) {
            reverse.run(second, first, flippedFilter, matrix);
            at.to(flippedFilter).get(flipped);
            flip(flipped, filter, sizes.outputs(), sizes.inputs());
            at.to(output.address()).put(filter);
        } else {
            at.to(second).get(filter);
            flip(filter, flipped, sizes.inputs(), sizes.outputs());
            at.to(flippedFilter).put(flipped);
            reverse.run(first, flippedFilter, output.address(), matrix);
        }
    }

    /** Flips a filter (height, width, a, b) along its first two axes and transposes it to (height, width, b, a). */
    private void flip(float[] from, float[] to, int a, int b) {
        int area = sizes.window().area();
        for (int element = 0; element < area; element++) {
            int source = element * a * b;
            int target = (area - 1 - element) * a * b;
            for (int i = 0; i < a; i++) {
                for (int j = 0; j < b; j++) {
                    to[target + j * a + i] = from[source + i * b + j];
                }
            }
        }
    }
}
