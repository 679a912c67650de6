package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.POSITIONS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.loop.EpilogueLoop;

/**
 * The float32 convolution with a 4x4 window and stride 2, with as few products as {@link TransposedWinograd}. The
 * products for the even and the odd elements of the window are accumulated into the same sums; 9 sums remain, from
 * which 2x2 output positions are computed. One group only.
 */
public final class ForwardWinograd implements PreparedKernel {
    private static final int IMAGES = WinogradAxis.imagesPerBlock();

    /** Number of sums along an axis. */
    private static final int SUMS = WinogradAxis.PRODUCTS_PER_PARITY;

    private final int count;
    /** Tiles along each axis: 2 output positions, which are also 4 pixels. */
    private final int rows;

    private final int columns;
    /** Channels of the images and of the output. */
    private final int pixelChannels;

    private final int positionChannels;
    private final Products fullBlock;
    private final Products lastBlock;
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

    /** The sums of one row of tiles: one array of (columns, channels) for each. */
    private final float[][] sums;

    /** One output row. */
    private final float[] line;

    /** The product that initializes a sum, and the one that adds to it. */
    private record Products(MatrixProduct first, MatrixProduct more) {}

    public ForwardWinograd(ConvolutionSizes sizes, Epilogue after) {
        this.count = sizes.count();
        this.rows = sizes.window().height().output() / POSITIONS;
        this.columns = sizes.window().width().output() / POSITIONS;
        this.pixelChannels = sizes.inputs();
        this.positionChannels = sizes.outputs();
        int blockImages = Math.min(IMAGES, count);
        this.fullBlock = products(blockImages);
        this.lastBlock = count % blockImages == 0 ? fullBlock : products(count % blockImages);
        this.pixels = WinogradPixels.differences(sizes);
        this.filter = new WinogradFilter(pixelChannels * positionChannels);
        this.filterPiece = pieces.piece(filter.bytes());
        long tiles = (long) blockImages * rows * columns * Float.BYTES;
        this.factorPiece = pieces.piece(PRODUCTS * tiles * pixelChannels);
        this.sumPiece = pieces.piece(SUMS * SUMS * tiles * positionChannels);
        this.sums = new float[SUMS * SUMS][columns * positionChannels];
        this.line = new float[columns * POSITIONS * positionChannels];
        this.epilogue = new EpilogueLoop(after, positionChannels, line.length);
    }

    private Products products(int images) {
        int tiles = images * rows * columns;
        return new Products(
                new OneDnnMatMul(new MatrixProduct.Sizes(tiles, pixelChannels, positionChannels, false, false, false)),
                new OneDnnMatMul(new MatrixProduct.Sizes(tiles, pixelChannels, positionChannels, false, false, true)));
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
        Products products = images < IMAGES ? lastBlock : fullBlock;
        long matrix = (long) images * rows * columns * Float.BYTES;
        long filters = begin + filterPiece;
        for (int along = 0; along < PRODUCTS; along++) {
            pixels.write(along, input, image, images, work, base + Workspace.floats(factorPiece));
            for (int across = 0;
                    across < PRODUCTS;
                    across++, filters += (long) pixelChannels * positionChannels * Float.BYTES) {
                MatrixProduct product = along < SUMS && across < SUMS ? products.first() : products.more();
                product.run(
                        begin + factorPiece + across * matrix * pixelChannels,
                        filters,
                        begin + sumPiece + (along % SUMS * SUMS + across % SUMS) * matrix * positionChannels);
            }
        }
        for (int row = 0; row < images * rows; row++) {
            int at = base + Workspace.floats(sumPiece) + row * columns * positionChannels;
            for (int sum = 0; sum < sums.length; sum++) {
                work.read(
                        at + sum * Workspace.floats(matrix * positionChannels),
                        sums[sum],
                        0,
                        columns * positionChannels);
            }
            combine();
            for (int place = 0; place < POSITIONS; place++) {
                write(place, (image * rows + row) * POSITIONS + place);
            }
        }
    }

    /** Combines the sums into 2x2 output positions, in place; {@link #place} returns where each is. */
    private void combine() {
        for (int along = 0; along < SUMS; along++) {
            combine(along * SUMS, 1);
        }
        for (int place = 0; place < POSITIONS; place++) {
            combine(place(0, place) % SUMS, SUMS);
        }
    }

    /**
     * Combines three sums in place: the first plus the second is the second position, the second plus the third is the
     * first.
     */
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
            for (int place = 0; place < POSITIONS; place++) {
                float[] made = sums[place(placeRow, place)];
                System.arraycopy(
                        made,
                        column * positionChannels,
                        line,
                        (column * POSITIONS + place) * positionChannels,
                        positionChannels);
            }
        }
        epilogue.run(line, line.length);
        output.write(row * line.length, line, 0, line.length);
    }
}
