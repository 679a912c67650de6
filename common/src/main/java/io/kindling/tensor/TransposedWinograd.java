package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.FACTORS;
import static io.kindling.tensor.WinogradAxis.OF_A_PARITY;
import static io.kindling.tensor.WinogradAxis.PIXELS;
import static io.kindling.tensor.WinogradAxis.PLACES;
import static io.kindling.tensor.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.WinogradAxis.WINDOW;

import org.bytedeco.dnnl.memory;

/**
 * The float32 gradient by the images, or transposed convolution, of a window of 4 by 4 that moves by 2, with 9 products where
 * a direct kernel has 16: {@link WinogradAxis} along both axes. The products are matrix products by oneDNN, of so many places
 * of a few images at a time that all stays in the processor's cache; sums and differences are loops in Java. One group only.
 */
final class TransposedWinograd implements PreparedKernel {
    private static final int IMAGES = WinogradAxis.imagesAtOnce();

    private final int count;
    /** Fours of pixels along each axis, which are also twos of places. */
    private final int rows;

    private final int columns;
    /** Channels of a place, and of a pixel. */
    private final int from;

    private final int to;
    private final MatrixProduct some;
    private final MatrixProduct rest;
    private final WinogradPlaces places;
    private final WinogradFilter filter;
    private final OneDnnReorder transposition;
    private final EpilogueLoop epilogue;
    private final Elements input = new Elements();
    private final Elements output = new Elements();
    private final Elements work = new Elements();

    private final Workspace pieces = new Workspace();
    private final long transposedPiece;
    private final long filterPiece;
    private final long factorPiece;
    private final long productPiece;

    /** Of a four of rows and all fours of columns: a line of each product, (columns, channels). */
    private final float[][] products;
    /** The first and the second of two rows of pixels of the same parity: each four's first pixels, then the second ones, ... */
    private final float[][] upper;

    private final float[][] lower;
    /** A row of pixels. */
    private final float[] line;

    TransposedWinograd(ConvolutionSizes sizes, Epilogue after) {
        this.count = sizes.count();
        this.rows = sizes.window().height().output() / PLACES;
        this.columns = sizes.window().width().output() / PLACES;
        this.from = sizes.outputs();
        this.to = sizes.inputs();
        int most = Math.min(IMAGES, count);
        this.some = product(most);
        this.rest = count % most == 0 ? some : product(count % most);
        this.places = new WinogradPlaces(sizes, most);
        this.filter = new WinogradFilter(from * to);
        this.transposition = transposition(from, to);
        this.transposedPiece = pieces.piece(transposition.bytes());
        this.filterPiece = pieces.piece(filter.bytes());
        long tiles = (long) most * rows * columns * Float.BYTES;
        this.factorPiece = pieces.piece(FACTORS * tiles * from);
        this.productPiece = pieces.piece(PRODUCTS * tiles * to);
        this.products = new float[PRODUCTS][columns * to];
        this.upper = new float[most * rows * PIXELS][columns * to];
        this.lower = new float[most * rows * PIXELS][columns * to];
        this.line = new float[columns * PIXELS * to];
        this.epilogue = new EpilogueLoop(after, to, line.length);
    }

    private MatrixProduct product(int images) {
        return new OneDnnMatMul(new MatrixProduct.Sizes(images * rows * columns, from, to, false, false, false));
    }

    /** Of each element of the window, whose matrix is (inputs, outputs): it is to be multiplied from the right. */
    private static OneDnnReorder transposition(long from, long to) {
        long[] shape = {WINDOW * WINDOW, from, to};
        return OneDnnReorder.copy(
                new memory.desc(shape, memory.data_type.f32, new long[] {from * to, 1, from}),
                new memory.desc(shape, memory.data_type.f32, new long[] {from * to, to, 1}));
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor result, Tensor workspace) {
        input.open(inputs[0]);
        output.open(result);
        work.open(workspace);
        epilogue.open(inputs);
        long begin = Workspace.begin(workspace);
        int base = Workspace.floats(begin - workspace.address());
        transposition.run(inputs[1].address(), begin + transposedPiece);
        filter.write(work, base + Workspace.floats(transposedPiece), work, base + Workspace.floats(filterPiece));
        for (int image = 0; image < count; image += IMAGES) {
            images(image, Math.min(IMAGES, count - image), begin, base);
        }
    }

    private void images(int image, int images, long begin, int base) {
        places.read(input, image, images);
        MatrixProduct product = images < IMAGES ? rest : some;
        int tiles = images * rows * columns;
        long factors = begin + factorPiece;
        long filters = begin + filterPiece;
        for (int along = 0; along < PRODUCTS; along++) {
            int factor = WinogradAxis.product(along).factor();
            if (along == 0 || factor != WinogradAxis.product(along - 1).factor()) {
                places.write(factor, images, work, base + Workspace.floats(factorPiece));
            }
            for (int across = 0; across < PRODUCTS; across++, filters += (long) from * to * Float.BYTES) {
                product.run(
                        factors + (long) WinogradAxis.product(across).factor() * tiles * from * Float.BYTES,
                        filters,
                        begin + productPiece + (long) across * tiles * to * Float.BYTES);
            }
            for (int row = 0; row < images * rows; row++) {
                across(base + Workspace.floats(productPiece) + row * columns * to, tiles * to);
                along(along, row * PIXELS);
                if (along % OF_A_PARITY == OF_A_PARITY - 1) {
                    int pixels = (image * rows + row) * PIXELS + along / OF_A_PARITY;
                    write(upper, row * PIXELS, pixels);
                    write(lower, row * PIXELS, pixels + 2);
                }
            }
        }
    }

    /** Makes of a line of six products across those of the four pixels. */
    private void across(int at, int step) {
        int length = columns * to;
        for (int product = 0; product < PRODUCTS; product++) {
            work.read(at + product * step, products[product], 0, length);
        }
        WinogradAxis.combine(products, 0, length);
    }

    /** Adds what {@link #across} made of a product along the height to the rows of pixels that it is part of. */
    private void along(int product, int first) {
        int length = columns * to;
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            float[] made = products[WinogradAxis.pixelAt(pixel)];
            float[] above = upper[first + pixel];
            float[] below = lower[first + pixel];
            switch (product % OF_A_PARITY) {
                case 0 -> System.arraycopy(made, 0, above, 0, length);
                case 1 -> {
                    WinogradAxis.add(above, made, length);
                    System.arraycopy(made, 0, below, 0, length);
                }
                default -> WinogradAxis.subtract(below, below, made, length);
            }
        }
    }

    private void write(float[][] pixels, int first, int row) {
        for (int column = 0; column < columns; column++) {
            for (int pixel = 0; pixel < PIXELS; pixel++) {
                System.arraycopy(pixels[first + pixel], column * to, line, (column * PIXELS + pixel) * to, to);
            }
        }
        epilogue.run(line, line.length);
        output.write(row * line.length, line, 0, line.length);
    }
}
