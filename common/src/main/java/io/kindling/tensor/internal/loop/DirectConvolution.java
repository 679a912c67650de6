package io.kindling.tensor.internal.loop;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;

/**
 * Convolutions by plain loops in float64, rounded at the end. Used for types and sizes that no library handles well.
 * Slow, but correct for every {@link Window}.
 */
public final class DirectConvolution implements PreparedKernel {
    /** One step of a convolution: offsets into the three arrays, for all outputs of a group. */
    private interface Body {
        void at(int input, int filter, int output);
    }

    private final ConvolutionSizes sizes;

    public DirectConvolution(ConvolutionSizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        double[] a = inputs[0].doubles();
        double[] b = inputs[1].doubles();
        double[] result = new double[Math.toIntExact(output.shape().size())];
        int outputs = sizes.outputs() / sizes.groups();
        forEachOffset(
                switch (sizes.kind()) {
                    case FORWARD ->
                        (input, filter, place) -> {
                            for (int o = 0; o < outputs; o++) {
                                result[place + o] += a[input] * b[filter + o];
                            }
                        };
                    case INPUT_GRADIENT ->
                        (input, filter, place) -> {
                            for (int o = 0; o < outputs; o++) {
                                result[input] += a[place + o] * b[filter + o];
                            }
                        };
                    case FILTER_GRADIENT ->
                        (input, filter, place) -> {
                            for (int o = 0; o < outputs; o++) {
                                result[filter + o] += a[input] * b[place + o];
                            }
                        };
                });
        Loops.write(output, result);
    }

    private void forEachOffset(Body body) {
        Window.Axis height = sizes.window().height();
        Window.Axis width = sizes.window().width();
        for (int image = 0; image < sizes.count(); image++) {
            for (int y = 0; y < height.output(); y++) {
                for (int x = 0; x < width.output(); x++) {
                    int place = (image * height.output() + y) * width.output() + x;
                    for (int v = 0; v < height.size(); v++) {
                        for (int u = 0; u < width.size(); u++) {
                            int row = height.under(y, v);
                            int column = width.under(x, u);
                            if (row >= 0 && row < height.input() && column >= 0 && column < width.input()) {
                                int pixel = (image * height.input() + row) * width.input() + column;
                                forEachChannel(body, pixel, v * width.size() + u, place);
                            }
                        }
                    }
                }
            }
        }
    }

    private void forEachChannel(Body body, int pixel, int element, int place) {
        int inputs = sizes.inputs() / sizes.groups();
        int outputs = sizes.outputs() / sizes.groups();
        for (int channel = 0; channel < sizes.inputs(); channel++) {
            int group = channel / inputs;
            body.at(
                    pixel * sizes.inputs() + channel,
                    (element * inputs + channel % inputs) * sizes.outputs() + group * outputs,
                    place * sizes.outputs() + group * outputs);
        }
    }
}
