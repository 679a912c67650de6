package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.ConvolutionSizes;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The float32 gradient with respect to a filter as matrix products by oneDNN. There is one product for each element of
 * the window and each output row: the pixels under that element times the output gradients, summed over the row and a
 * block of images.
 *
 * <p>To make each product one matrix multiplication, a block of images is copied so that the channels of a pixel are
 * adjacent to those of the same pixel in the next image, and columns that lie one stride of the window apart are
 * adjacent. The copy stays in the processor's cache while all elements of the window are computed from it, and padding
 * costs nothing. One group only.
 */
public final class StridedFilterGradient implements PreparedKernel {
    /** Images per block: fewer make the products small, more do not fit the cache. */
    private static final int IMAGES = 8;

    private final ConvolutionSizes sizes;
    private final long filterBytes;
    private final Workspace pieces = new Workspace();
    private final long pixels;
    private final long gradients;
    private final Block fullBlock;
    private final Block lastBlock;
    private final Address at = new Address();

    public StridedFilterGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        this.filterBytes = sizes.filter().size() * Float.BYTES;
        ConvolutionSizes block = sizes.withCount(Math.min(IMAGES, sizes.count()));
        this.pixels = pieces.piece(block.images().size() * Float.BYTES);
        this.gradients = pieces.piece(block.output().size() * Float.BYTES);
        this.fullBlock = new Block(block);
        int left = sizes.count() % block.count();
        this.lastBlock = left == 0 ? fullBlock : new Block(sizes.withCount(left));
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long begin = Workspace.begin(workspace);
        long image = inputs[0].address();
        long gradient = inputs[1].address();
        Pointer.memset(at.to(output.address()), 0, filterBytes);
        for (int left = sizes.count(); left > 0; ) {
            Block block = left < fullBlock.count ? lastBlock : fullBlock;
            block.add(image, gradient, output.address(), begin + pixels, begin + gradients);
            image += block.imageBytes;
            gradient += block.gradientBytes;
            left -= block.count;
        }
    }

    /**
     * A matrix product with the offsets of its operands in the two copies and of its result in the filter, in bytes.
     */
    private record Call(OneDnnMatMul product, long pixels, long gradients, long element) {}

    /** A copy with its byte offsets in the images and in their copy. */
    private record Copy(OneDnnReorder copy, long from, long to) {}

    /** The copies and products for a block of {@code count} images. */
    private static final class Block {
        final int count;
        final long imageBytes;
        final long gradientBytes;
        private final ConvolutionSizes sizes;
        private final Window.Axis height;
        private final Window.Axis width;
        private final Copy[] copies;
        private final OneDnnReorder gradientCopy;
        private final Call[] calls;

        Block(ConvolutionSizes sizes) {
            this.sizes = sizes;
            this.count = sizes.count();
            this.imageBytes = sizes.images().size() * Float.BYTES;
            this.gradientBytes = sizes.output().size() * Float.BYTES;
            this.height = sizes.window().height();
            this.width = sizes.window().width();
            copies = copies();
            long[] shape = {height.output(), width.output(), count, sizes.outputs()};
            long row = (long) width.output() * sizes.outputs();
            gradientCopy = imagesLast(shape, row, sizes.outputs(), count * row);
            calls = calls();
        }

        /**
         * Adds the contribution of a block of images and gradients to the gradient of the filter. The last two
         * arguments are the addresses to copy them to.
         */
        void add(long images, long gradients, long filter, long copiedImages, long copiedGradients) {
            for (Copy copy : copies) {
                copy.copy().run(images + copy.from(), copiedImages + copy.to());
            }
            gradientCopy.run(gradients, copiedGradients);
            for (Call call : calls) {
                call.product()
                        .run(copiedImages + call.pixels(), copiedGradients + call.gradients(), filter + call.element());
            }
        }

        private Copy[] copies() {
            long channels = sizes.inputs();
            List<Copy> all = new ArrayList<>();
            for (int column = 0; column < width.input(); column++) {
                // The columns after the last whole stride of a row are copied one by one.
                int strideColumns = column < width.stride() ? width.input() / width.stride() : 0;
                boolean isTail = column >= width.input() / width.stride() * width.stride();
                if (strideColumns > 0 || isTail) {
                    long[] shape = {height.input(), Math.max(1, strideColumns), count, channels};
                    OneDnnReorder copy = imagesLast(
                            shape,
                            width.input() * channels,
                            strideColumns > 1 ? width.stride() * channels : channels,
                            count * channels * columnsFrom(column % width.stride()));
                    all.add(new Copy(copy, column * channels * Float.BYTES, pixel(0, column)));
                }
            }
            return all.toArray(Copy[]::new);
        }

        /**
         * Copies (images, rows, columns, channels) to (rows, columns, images, channels). {@code row} and {@code column}
         * are the strides of the source, {@code copiedRow} is the row stride of the copy.
         */
        private static OneDnnReorder imagesLast(long[] shape, long row, long column, long copiedRow) {
            long channels = shape[3];
            long copied = shape[2] * channels;
            return OneDnnReorder.copy(
                    new memory.desc(shape, memory.data_type.f32, new long[] {row, column, shape[0] * row, 1}),
                    new memory.desc(shape, memory.data_type.f32, new long[] {copiedRow, copied, channels, 1}));
        }

        /** Returns how many pixels of a row lie at {@code column} or a multiple of the stride after it. */
        private int columnsFrom(int column) {
            return (width.input() - column + width.stride() - 1) / width.stride();
        }

        /** Returns the byte offset of a pixel in the copy. Columns are grouped by their remainder modulo the stride. */
        private long pixel(int row, int column) {
            int part = column % width.stride();
            long before = 0;
            for (int other = 0; other < part; other++) {
                before += (long) height.input() * columnsFrom(other);
            }
            long at = before + (long) row * columnsFrom(part) + column / width.stride();
            return at * count * sizes.inputs() * Float.BYTES;
        }

        private Call[] calls() {
            Map<Integer, OneDnnMatMul> products = new HashMap<>();
            List<Call> all = new ArrayList<>();
            for (int y = 0; y < height.output(); y++) {
                for (int element = 0; element < sizes.window().area(); element++) {
                    int u = element % width.size();
                    int row = height.under(y, element / width.size());
                    int first = width.firstInside(u);
                    int inside = width.endInside(u) - first;
                    if (row < 0 || row >= height.input() || inside <= 0) {
                        continue;
                    }
                    OneDnnMatMul product = products.computeIfAbsent(
                            inside,
                            it -> new OneDnnMatMul(new MatrixProduct.Sizes(
                                    sizes.inputs(), it * count, sizes.outputs(), true, false, true)));
                    long place = (long) y * width.output() + first;
                    all.add(new Call(
                            product,
                            pixel(row, width.under(first, u)),
                            place * count * sizes.outputs() * Float.BYTES,
                            (long) element * sizes.inputs() * sizes.outputs() * Float.BYTES));
                }
            }
            return all.toArray(Call[]::new);
        }
    }
}
