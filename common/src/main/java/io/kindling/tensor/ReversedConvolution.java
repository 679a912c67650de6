package io.kindling.tensor;

import io.kindling.tensor.ConvolutionSizes.Kind;

/**
 * A convolution with steps of 1, computed as the input gradient of the one that leads back from the outcome to the images,
 * with the filter turned round; its gradients accordingly. What has few outputs so becomes what has few inputs, for which
 * {@link PatchConvolution} is fast: no library is for, say, a window of 7 by 7 from 128 channels to 1.
 */
final class ReversedConvolution implements PreparedKernel {
    private final ConvolutionSizes sizes;
    private final PatchConvolution back;
    private final float[] filter;
    private final float[] turned;
    private final Workspace pieces = new Workspace();
    private final long filterPiece;
    private final long matrixPiece;
    private final Address at = new Address();

    ReversedConvolution(ConvolutionSizes sizes) {
        this.sizes = sizes;
        Kind kind = switch (sizes.kind()) {
            case FORWARD -> Kind.INPUT_GRADIENT;
            case INPUT_GRADIENT -> Kind.FORWARD;
            case FILTER_GRADIENT -> Kind.FILTER_GRADIENT;
        };
        this.back = new PatchConvolution(new ConvolutionSizes(
                kind, sizes.count(), sizes.window().reversed(), sizes.outputs(), sizes.inputs(), 1));
        this.filter = new float[Math.toIntExact(sizes.filter().size())];
        this.turned = new float[filter.length];
        this.filterPiece = pieces.piece((long) filter.length * Float.BYTES);
        this.matrixPiece = pieces.piece(back.matrixBytes());
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long first = inputs[0].address();
        long second = inputs[1].address();
        long turnedFilter = Workspace.begin(workspace) + filterPiece;
        long matrix = Workspace.begin(workspace) + matrixPiece;
        if (sizes.kind() == Kind.FILTER_GRADIENT) {
            back.run(second, first, turnedFilter, matrix);
            at.to(turnedFilter).get(turned);
            turn(turned, filter, sizes.outputs(), sizes.inputs());
            at.to(output.address()).put(filter);
        } else {
            at.to(second).get(filter);
            turn(filter, turned, sizes.inputs(), sizes.outputs());
            at.to(turnedFilter).put(turned);
            back.run(first, turnedFilter, output.address(), matrix);
        }
    }

    /** Turns a filter (height, width, a, b) round in its first two axes, and makes it (height, width, b, a). */
    private void turn(float[] from, float[] to, int a, int b) {
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
