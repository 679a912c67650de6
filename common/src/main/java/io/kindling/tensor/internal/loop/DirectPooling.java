package io.kindling.tensor.internal.loop;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PoolingSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;

/** Pooling by plain loops in float64, rounded at the end. */
public final class DirectPooling implements PreparedKernel {
    /** The computation at one output position, in one channel. */
    private interface Body {
        void visit(int outcome, int[] under, int count);
    }

    private final PoolingSizes sizes;

    public DirectPooling(PoolingSizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        double[] first = inputs[0].doubles();
        double[] second = inputs.length > 1 ? inputs[1].doubles() : first;
        double[] result = new double[Math.toIntExact(output.shape().size())];
        forEachPosition(
                switch (sizes.kind()) {
                    case MAX -> (at, under, count) -> result[at] = first[firstMaximum(first, under, count)];
                    case PICK -> (at, under, count) -> result[at] = second[firstMaximum(first, under, count)];
                    case MAX_GRADIENT -> (at, under, count) -> result[firstMaximum(first, under, count)] += second[at];
                    case AVERAGE ->
                        (at, under, count) -> {
                            for (int i = 0; i < count; i++) {
                                result[at] += first[under[i]] / count;
                            }
                        };
                    case AVERAGE_GRADIENT ->
                        (at, under, count) -> {
                            for (int i = 0; i < count; i++) {
                                result[under[i]] += first[at] / count;
                            }
                        };
                });
        Loops.write(output, result);
    }

    private static int firstMaximum(double[] values, int[] under, int count) {
        int best = under[0];
        for (int i = 1; i < count; i++) {
            if (values[under[i]] > values[best] || Double.isNaN(values[best])) {
                best = under[i];
            }
        }
        return best;
    }

    private void forEachPosition(Body body) {
        Window.Axis height = sizes.window().height();
        Window.Axis width = sizes.window().width();
        int channels = sizes.channels();
        int[] under = new int[sizes.window().area()];
        for (int image = 0; image < sizes.count(); image++) {
            for (int y = 0; y < height.output(); y++) {
                for (int x = 0; x < width.output(); x++) {
                    int count = 0;
                    for (int v = 0; v < height.size(); v++) {
                        for (int u = 0; u < width.size(); u++) {
                            int row = height.under(y, v);
                            int column = width.under(x, u);
                            if (row >= 0 && row < height.input() && column >= 0 && column < width.input()) {
                                under[count++] = ((image * height.input() + row) * width.input() + column) * channels;
                            }
                        }
                    }
                    int position = ((image * height.output() + y) * width.output() + x) * channels;
                    for (int channel = 0; channel < channels; channel++) {
                        body.visit(position + channel, under, count);
                        for (int i = 0; i < count; i++) {
                            under[i]++;
                        }
                    }
                }
            }
        }
    }
}
