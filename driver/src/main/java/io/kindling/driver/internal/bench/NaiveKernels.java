package io.kindling.driver.internal.bench;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Window;

/** Products and convolutions computed by their definition in float64, as a reference for the benchmark's kernels. */
final class NaiveKernels {
    /** The multiply-adds of one image element and one window element, for all outputs; arguments are array offsets. */
    private interface Step {
        void at(int image, int filter, int outcome);
    }

    private NaiveKernels() {}

    static double[] product(Tensor left, Tensor right) {
        double[] a = left.doubles();
        double[] b = right.doubles();
        int inner = left.shape().dim(1);
        int columns = right.shape().dim(1);
        double[] product = new double[a.length / inner * columns];
        for (int at = 0; at < a.length; at++) {
            int row = at / inner * columns;
            int from = at % inner * columns;
            for (int column = 0; column < columns; column++) {
                product[row + column] += a[at] * b[from + column];
            }
        }
        return product;
    }

    static double[] forward(Tensor images, Tensor filter, Window window) {
        double[] x = images.doubles();
        double[] f = filter.doubles();
        int outputs = filter.shape().dim(3);
        int count = images.shape().dim(0);
        double[] y = new double[(int) window.outputShape(count, outputs).size()];
        forEachStep(count, window, images.shape().dim(3), outputs, (image, weights, outcome) -> {
            for (int o = 0; o < outputs; o++) {
                y[outcome + o] += x[image] * f[weights + o];
            }
        });
        return y;
    }

    static double[] inputGradient(Tensor gradient, Tensor filter, Window window) {
        double[] g = gradient.doubles();
        double[] f = filter.doubles();
        int inputs = filter.shape().dim(2);
        int outputs = filter.shape().dim(3);
        int count = gradient.shape().dim(0);
        double[] byImages = new double[(int) window.imageShape(count, inputs).size()];
        forEachStep(count, window, inputs, outputs, (image, weights, outcome) -> {
            double sum = 0;
            for (int o = 0; o < outputs; o++) {
                sum += g[outcome + o] * f[weights + o];
            }
            byImages[image] += sum;
        });
        return byImages;
    }

    static double[] filterGradient(Tensor images, Tensor gradient, Window window) {
        double[] x = images.doubles();
        double[] g = gradient.doubles();
        int inputs = images.shape().dim(3);
        int outputs = gradient.shape().dim(3);
        double[] byFilter = new double[window.area() * inputs * outputs];
        forEachStep(images.shape().dim(0), window, inputs, outputs, (image, weights, outcome) -> {
            for (int o = 0; o < outputs; o++) {
                byFilter[weights + o] += x[image] * g[outcome + o];
            }
        });
        return byFilter;
    }

    private static void forEachStep(int count, Window window, int inputs, int outputs, Step step) {
        Window.Axis height = window.height();
        Window.Axis width = window.width();
        for (int place = 0; place < count * height.output() * width.output(); place++) {
            int image = place / (height.output() * width.output());
            int top = place / width.output() % height.output() * height.stride() - height.before();
            int left = place % width.output() * width.stride() - width.before();
            for (int element = 0; element < window.area(); element++) {
                int row = top + element / width.size();
                int column = left + element % width.size();
                if (row >= 0 && row < height.input() && column >= 0 && column < width.input()) {
                    int pixel = (image * height.input() + row) * width.input() + column;
                    for (int channel = 0; channel < inputs; channel++) {
                        step.at(pixel * inputs + channel, (element * inputs + channel) * outputs, place * outputs);
                    }
                }
            }
        }
    }
}
