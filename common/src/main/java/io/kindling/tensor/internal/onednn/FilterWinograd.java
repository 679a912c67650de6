package io.kindling.tensor.internal.onednn;

import static io.kindling.tensor.internal.onednn.WinogradAxis.FACTORS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PIXELS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.PRODUCTS;
import static io.kindling.tensor.internal.onednn.WinogradAxis.WINDOW;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;
import org.bytedeco.javacpp.Pointer;

/**
 * The float32 gradient with respect to the filter of the convolution in {@link TransposedWinograd}, with the same
 * number of products. Each product is accumulated over all images; the elements of the window are computed from these
 * sums at the end. One group only.
 */
public final class FilterWinograd implements PreparedKernel {
    /** Images per block: fewer make the products small, more do not fit the cache. */
    private static final int IMAGES = 2;

    /** Elements of each matrix combined per chunk, so that they fit the fastest cache. */
    private static final int CHUNK = 256;

    private final int count;
    /** Tiles of an image: 2x2 output positions, which are also 4x4 pixels. */
    private final int tiles;
    /** Channels of the images and of the output. */
    private final int inputs;

    private final int outputs;
    private final MatrixProduct fullBlock;
    private final MatrixProduct lastBlock;
    private final WinogradOutputs places;
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
    private final float[][] sums = new float[PRODUCTS * PRODUCTS][CHUNK];
    private final float[][] column = new float[PRODUCTS][];

    public FilterWinograd(ConvolutionSizes sizes) {
        Window window = sizes.window();
        this.count = sizes.count();
        this.tiles = window.height().input() / PIXELS * (window.width().input() / PIXELS);
        this.inputs = sizes.inputs();
        this.outputs = sizes.outputs();
        int blockImages = Math.min(IMAGES, count);
        this.fullBlock = product(blockImages);
        this.lastBlock = count % blockImages == 0 ? fullBlock : product(count % blockImages);
        this.places = new WinogradOutputs(sizes, blockImages);
        this.pixels = WinogradPixels.sums(sizes);
        this.placePiece = pieces.piece((long) FACTORS * blockImages * tiles * outputs * Float.BYTES);
        this.pixelPiece = pieces.piece((long) PRODUCTS * blockImages * tiles * inputs * Float.BYTES);
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
        MatrixProduct product = images < IMAGES ? lastBlock : fullBlock;
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
        for (int first = 0; first < matrix; first += CHUNK) {
            int length = Math.min(CHUNK, matrix - first);
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
