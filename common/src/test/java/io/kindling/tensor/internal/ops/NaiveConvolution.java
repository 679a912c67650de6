package io.kindling.tensor.internal.ops;

import io.kindling.tensor.Shape;
import io.kindling.tensor.TensorFixtures;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Window;

/** Convolutions and their gradients by definition: a sum over all products of an image element and a filter element. */
final class NaiveConvolution {
    /** Receives one product: its indices in the images, the filter and the output. */
    private interface Product {
        void at(int image, int filter, int outcome);
    }

    private NaiveConvolution() {}

    static double[] compute(ConvolutionSizes sizes, double[] a, double[] b) {
        double[] result = new double[(int) sizes.result().size()];
        forEachProduct(
                sizes,
                switch (sizes.kind()) {
                    case FORWARD -> (image, filter, outcome) -> result[outcome] += a[image] * b[filter];
                    case INPUT_GRADIENT -> (image, filter, outcome) -> result[image] += a[outcome] * b[filter];
                    case FILTER_GRADIENT -> (image, filter, outcome) -> result[filter] += a[image] * b[outcome];
                });
        return result;
    }

    private static void forEachProduct(ConvolutionSizes sizes, Product product) {
        Window.Axis height = sizes.window().height();
        Window.Axis width = sizes.window().width();
        int inputs = sizes.inputs() / sizes.groups();
        int outputs = sizes.outputs() / sizes.groups();
        TensorFixtures.forEachIndex(sizes.output(), place -> {
            int group = place[3] / outputs;
            TensorFixtures.forEachIndex(Shape.of(height.size(), width.size(), inputs), element -> {
                int y = place[1] * height.stride() + element[0] * height.dilation() - height.before();
                int x = place[2] * width.stride() + element[1] * width.dilation() - width.before();
                if (y >= 0 && y < height.input() && x >= 0 && x < width.input()) {
                    product.at(
                            TensorFixtures.place(sizes.images(), place[0], y, x, group * inputs + element[2]),
                            TensorFixtures.place(sizes.filter(), element[0], element[1], element[2], place[3]),
                            TensorFixtures.place(sizes.output(), place));
                }
            });
        });
    }
}
