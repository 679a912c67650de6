package io.kindling.tensor;

import static io.kindling.tensor.WinogradAxis.PLACES;
import static io.kindling.tensor.WinogradAxis.PRODUCTS;

/**
 * The float32 convolution with a window of 4 by 4 that moves by 2, with as few products as {@link TransposedWinograd} has the
 * other way. Products for the even and the odd elements of the window are added up as they are made: 9 sums are left, of which
 * two by two places are made. One group only.
 */
final class ForwardWinograd implements PreparedKernel {
    private static final int IMAGES = WinogradAxis.imagesAtOnce();

    /** Sums along an axis. */
    private static final int SUMS = WinogradAxis.OF_A_PARITY;

    private final int count;
    /** Twos of places along each axis, which are also fours of pixels. */
    private final int rows;

    private final int columns;
    /** Channels of a pixel, and of a place. */
    private final int from;

    private final int to;
    private final Products some;
    private final Products rest;
    private final WinogradPixels pixels;
    private final WinogradFilter filter;
    private final EpilogueLoop epilogue;
    private final Elements input = new Elements();
    private final Elements taps = new Elements();
    private final Elements output = new Elements();
    private final Elements work = new Elements();

    private final Workspace pieces = new Workspace();
    private final long filterPiece;
    private final long factorPiece;
    private final long sumPiece;

    /** Of a two of rows and all twos of columns: a line of each sum, (columns, channels). */
    private final float[][] sums;

    /** A row of places. */
    private final float[] line;

    /** The product that begins a sum, and the one that adds to it. */
    private record Products(MatrixProduct first, MatrixProduct more) {}

    ForwardWinograd(ConvolutionSizes sizes, Epilogue after) {
        this.count = sizes.count();
        this.rows = sizes.window().height().output() / PLACES;
        this.columns = sizes.window().width().output() / PLACES;
        this.from = sizes.inputs();
        this.to = sizes.outputs();
        int most = Math.min(IMAGES, count);
        this.some = products(most);
        this.rest = count % most == 0 ? some : products(count % most);
        this.pixels = WinogradPixels.differences(sizes);
        this.filter = new WinogradFilter(from * to);
        this.filterPiece = pieces.piece(filter.bytes());
        long tiles = (long) most * rows * columns * Float.BYTES;
        this.factorPiece = pieces.piece(PRODUCTS * tiles * from);
        this.sumPiece = pieces.piece(SUMS * SUMS * tiles * to);
        this.sums = new float[SUMS * SUMS][columns * to];
        this.line = new float[columns * PLACES * to];
        this.epilogue = new EpilogueLoop(after, to, line.length);
    }

    private Products products(int images) {
        int tiles = images * rows * columns;
        return new Products(
                new OneDnnMatMul(new MatrixProduct.Sizes(tiles, from, to, false, false, false)),
                new OneDnnMatMul(new MatrixProduct.Sizes(tiles, from, to, false, false, true)));
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor result, Tensor workspace) {
        input.open(inputs[0]);
        taps.open(inputs[1]);
        output.open(result);
        work.open(workspace);
        epilogue.open(inputs);
        long begin = Workspace.begin(workspace);
        int base = Workspace.floats(begin - workspace.address());
        filter.write(taps, 0, work, base + Workspace.floats(filterPiece));
        for (int image = 0; image < count; image += IMAGES) {
            images(image, Math.min(IMAGES, count - image), begin, base);
        }
    }

    private void images(int image, int images, long begin, int base) {
        Products products = images < IMAGES ? rest : some;
        long matrix = (long) images * rows * columns * Float.BYTES;
        long filters = begin + filterPiece;
        for (int along = 0; along < PRODUCTS; along++) {
            pixels.write(along, input, image, images, work, base + Workspace.floats(factorPiece));
            for (int across = 0; across < PRODUCTS; across++, filters += (long) from * to * Float.BYTES) {
                MatrixProduct product = along < SUMS && across < SUMS ? products.first() : products.more();
                product.run(
                        begin + factorPiece + across * matrix * from,
                        filters,
                        begin + sumPiece + (along % SUMS * SUMS + across % SUMS) * matrix * to);
            }
        }
        for (int row = 0; row < images * rows; row++) {
            int at = base + Workspace.floats(sumPiece) + row * columns * to;
            for (int sum = 0; sum < sums.length; sum++) {
                work.read(at + sum * Workspace.floats(matrix * to), sums[sum], 0, columns * to);
            }
            combine();
            for (int place = 0; place < PLACES; place++) {
                write(place, (image * rows + row) * PLACES + place);
            }
        }
    }

    /** Makes of the sums two by two places; {@link #place} says where they are left. */
    private void combine() {
        for (int along = 0; along < SUMS; along++) {
            combine(along * SUMS, 1);
        }
        for (int place = 0; place < PLACES; place++) {
            combine(place(0, place) % SUMS, SUMS);
        }
    }

    /** Of three sums, the first and the second make the second place, the second and the third the first one. */
    private void combine(int first, int step) {
        float[] middle = sums[first + step];
        WinogradAxis.add(sums[first], middle, middle.length);
        WinogradAxis.add(sums[first + 2 * step], middle, middle.length);
    }

    private static int place(int row, int column) {
        return 2 * (1 - row) * SUMS + 2 * (1 - column);
    }

    private void write(int placeRow, int row) {
        for (int column = 0; column < columns; column++) {
            for (int place = 0; place < PLACES; place++) {
                float[] made = sums[place(placeRow, place)];
                System.arraycopy(made, column * to, line, (column * PLACES + place) * to, to);
            }
        }
        epilogue.run(line, line.length);
        output.write(row * line.length, line, 0, line.length);
    }
}
