package io.kindling.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * The float32 gradient by a filter as matrix products by oneDNN: one for each element of the window and each row of its
 * places, of the pixels under that element and the gradients at those places, summed over the row and some images.
 *
 * <p>For that, some images at a time are copied so that a pixel's channels lie beside those of the same pixel in the next
 * image; pixels as many columns apart as the window's stride follow each other. The copy stays in the processor's cache
 * while all elements of the window are computed from it, and padding costs nothing. One group only.
 */
final class FilterProducts implements PreparedKernel {
    /** Images at a time: fewer make small products, more leave the cache. */
    private static final int IMAGES = 8;

    private final ConvolutionSizes sizes;
    private final long filterBytes;
    private final Workspace pieces = new Workspace();
    private final long pixels;
    private final long gradients;
    private final Part some;
    private final Part rest;
    private final Address at = new Address();

    FilterProducts(ConvolutionSizes sizes) {
        this.sizes = sizes;
        this.filterBytes = sizes.filter().size() * Float.BYTES;
        ConvolutionSizes part = sizes.withCount(Math.min(IMAGES, sizes.count()));
        this.pixels = pieces.piece(part.images().size() * Float.BYTES);
        this.gradients = pieces.piece(part.outcome().size() * Float.BYTES);
        this.some = new Part(part);
        int left = sizes.count() % part.count();
        this.rest = left == 0 ? some : new Part(sizes.withCount(left));
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
            Part part = left < some.count ? rest : some;
            part.add(image, gradient, output.address(), begin + pixels, begin + gradients);
            image += part.imageBytes;
            gradient += part.gradientBytes;
            left -= part.count;
        }
    }

    /** One product: which, and where its matrices begin, counted from the copies and the filter. */
    private record Call(OneDnnMatMul product, long pixels, long gradients, long element) {}

    /** A copy: from where in the images, to where in their copy. */
    private record Move(OneDnnReorder copy, long from, long to) {}

    /** The work on one count of images. */
    private static final class Part {
        final int count;
        final long imageBytes;
        final long gradientBytes;
        private final ConvolutionSizes sizes;
        private final Window.Axis height;
        private final Window.Axis width;
        private final Move[] moves;
        private final OneDnnReorder places;
        private final Call[] calls;

        Part(ConvolutionSizes sizes) {
            this.sizes = sizes;
            this.count = sizes.count();
            this.imageBytes = sizes.images().size() * Float.BYTES;
            this.gradientBytes = sizes.outcome().size() * Float.BYTES;
            this.height = sizes.window().height();
            this.width = sizes.window().width();
            moves = moves();
            long[] shape = {height.output(), width.output(), count, sizes.outputs()};
            long row = (long) width.output() * sizes.outputs();
            places = imagesLast(shape, row, sizes.outputs(), count * row);
            calls = calls();
        }

        /** Adds what these images and gradients, copied to the given places, give to the filter's gradient. */
        void add(long images, long gradients, long filter, long copiedImages, long copiedGradients) {
            for (Move move : moves) {
                move.copy().run(images + move.from(), copiedImages + move.to());
            }
            places.run(gradients, copiedGradients);
            for (Call call : calls) {
                call.product()
                        .run(copiedImages + call.pixels(), copiedGradients + call.gradients(), filter + call.element());
            }
        }

        private Move[] moves() {
            long channels = sizes.inputs();
            List<Move> all = new ArrayList<>();
            for (int column = 0; column < width.input(); column++) {
                // What is left of a row behind its last whole stride is copied column by column.
                int together = column < width.stride() ? width.input() / width.stride() : 0;
                boolean isTail = column >= width.input() / width.stride() * width.stride();
                if (together > 0 || isTail) {
                    long[] shape = {height.input(), Math.max(1, together), count, channels};
                    OneDnnReorder copy = imagesLast(
                            shape,
                            width.input() * channels,
                            together > 1 ? width.stride() * channels : channels,
                            count * channels * columnsFrom(column % width.stride()));
                    all.add(new Move(copy, column * channels * Float.BYTES, pixel(0, column)));
                }
            }
            return all.toArray(Move[]::new);
        }

        /** From (images, rows, columns, channels) to (rows, columns, images, channels), rows and columns with these strides. */
        private static OneDnnReorder imagesLast(long[] shape, long row, long column, long copiedRow) {
            long channels = shape[3];
            long copied = shape[2] * channels;
            return OneDnnReorder.copy(
                    new memory.desc(shape, memory.data_type.f32, new long[] {row, column, shape[0] * row, 1}),
                    new memory.desc(shape, memory.data_type.f32, new long[] {copiedRow, copied, channels, 1}));
        }

        /** The pixels of a row that lie at a column or whole strides behind it. */
        private int columnsFrom(int column) {
            return (width.input() - column + width.stride() - 1) / width.stride();
        }

        /** Where a pixel begins in the copy: columns less than a stride apart lie in parts of their own. */
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
