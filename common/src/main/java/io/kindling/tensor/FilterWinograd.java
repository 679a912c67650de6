package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.FACTORS;
import static io.kindling.tensor.WinogradAxis.PIXELS;
import static io.kindling.tensor.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.WinogradAxis.WINDOW;

import org.bytedeco.javacpp.Pointer;

/**
 * The float32 gradient by the filter of what {@link TransposedWinograd} computes, with as few products: each is added up over
 * all images, and the window's elements are made of their sums at the end. One group only.
 */
final class FilterWinograd implements PreparedKernel {
    /** Images at a time: fewer make small products, more leave the cache. */
    private static final int IMAGES = 2;

    /** Elements of each matrix that are combined at once, in the fastest cache. */
    private static final int STRETCH = 256;

    private final int count;
    /** Twos of places in an image, which are also fours by four of pixels. */
    private final int tiles;
    /** Channels of a pixel, and of a place. */
    private final int inputs;

    private final int outputs;
    private final MatrixProduct some;
    private final MatrixProduct rest;
    private final WinogradPlaces places;
    private final WinogradPixels pixels;
    private final Elements image = new Elements();
    private final Elements gradients = new Elements();
    private final Elements filter = new Elements();
    private final Elements work = new Elements();
    private final Address at = new Address();

    private final Workspace pieces = new Workspace();
    private final long placePiece;
    private final long pixelPiece;
    private final long sumPiece;
    private final long sumBytes;
    private final float[][] sums = new float[PRODUCTS * PRODUCTS][STRETCH];
    private final float[][] column = new float[PRODUCTS][];

    FilterWinograd(ConvolutionSizes sizes) {
        Window window = sizes.window();
        this.count = sizes.count();
        this.tiles = window.height().input() / PIXELS * (window.width().input() / PIXELS);
        this.inputs = sizes.inputs();
        this.outputs = sizes.outputs();
        int most = Math.min(IMAGES, count);
        this.some = product(most);
        this.rest = count % most == 0 ? some : product(count % most);
        this.places = new WinogradPlaces(sizes, most);
        this.pixels = WinogradPixels.sums(sizes);
        this.placePiece = pieces.piece((long) FACTORS * most * tiles * outputs * Float.BYTES);
        this.pixelPiece = pieces.piece((long) PRODUCTS * most * tiles * inputs * Float.BYTES);
        this.sumBytes = (long) PRODUCTS * PRODUCTS * inputs * outputs * Float.BYTES;
        this.sumPiece = pieces.piece(sumBytes);
    }

    private MatrixProduct product(int images) {
        return new OneDnnMatMul(new MatrixProduct.Sizes(inputs, images * tiles, outputs, true, false, true));
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] operands, Tensor result, Tensor workspace) {
        image.open(operands[0]);
        gradients.open(operands[1]);
        filter.open(result);
        work.open(workspace);
        long begin = Workspace.begin(workspace);
        int base = Workspace.floats(begin - workspace.address());
        Pointer.memset(at.to(begin + sumPiece), 0, sumBytes);
        for (int first = 0; first < count; first += IMAGES) {
            add(first, Math.min(IMAGES, count - first), begin, base);
        }
        combine(base + Workspace.floats(sumPiece));
    }

    private void add(int first, int images, long begin, int base) {
        places.read(gradients, first, images);
        MatrixProduct product = images < IMAGES ? rest : some;
        long matrix = (long) images * tiles * Float.BYTES;
        long sum = begin + sumPiece;
        for (int along = 0; along < PRODUCTS; along++) {
            int factor = WinogradAxis.product(along).factor();
            if (along == 0 || factor != WinogradAxis.product(along - 1).factor()) {
                places.write(factor, images, work, base + Workspace.floats(placePiece));
            }
            pixels.write(along, image, first, images, work, base + Workspace.floats(pixelPiece));
            for (int across = 0; across < PRODUCTS; across++, sum += (long) inputs * outputs * Float.BYTES) {
                product.run(
                        begin + pixelPiece + across * matrix * inputs,
                        begin + placePiece + WinogradAxis.product(across).factor() * matrix * outputs,
                        sum);
            }
        }
    }

    private void combine(int from) {
        int matrix = inputs * outputs;
        for (int first = 0; first < matrix; first += STRETCH) {
            int length = Math.min(STRETCH, matrix - first);
            for (int product = 0; product < sums.length; product++) {
                work.read(from + product * matrix + first, sums[product], 0, length);
            }
            for (int along = 0; along < PRODUCTS; along++) {
                WinogradAxis.combine(sums, along * PRODUCTS, length);
            }
            for (int u = 0; u < WINDOW; u++) {
                for (int along = 0; along < PRODUCTS; along++) {
                    column[along] = sums[along * PRODUCTS + WinogradAxis.elementAt(u)];
                }
                WinogradAxis.combine(column, 0, length);
                for (int v = 0; v < WINDOW; v++) {
                    filter.write((v * WINDOW + u) * matrix + first, column[WinogradAxis.elementAt(v)], 0, length);
                }
            }
        }
    }
}
