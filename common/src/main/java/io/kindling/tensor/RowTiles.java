package io.kindling.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A float32 product by oneDNN, of matrices of which the left one is not transposed, in which with AVX2 a row has the same bits
 * whatever the other rows are and however many.
 *
 * <p>oneDNN then computes six rows at once, and where one, two or three are left, adds up their terms in another order. More
 * than 72 rows it may divide in halves, each with such an end; for more than 263 it may choose another kernel. So it is given
 * 240 rows at a time and, of fewer, a multiple of six or, beyond 72, of twelve. If one, two or three of six are then left, they
 * come with as many of the rows before them as make four, which are computed twice, to the same bits: 75 rows are computed
 * as rows 0 to 71 and rows 71 to 74.
 */
final class RowTiles implements PreparedKernel {
    private static final int TILE = 6;
    /** More rows may be divided; a multiple of twice a tile is so without a broken tile. */
    private static final int UNDIVIDED = 72;

    private static final int AT_ONCE = 240;

    /** The rows of a tile that has the bits of a whole one, at least. */
    static final int LEAST = 4;

    /**
     * Some of the rows.
     *
     * @param skipped bytes before them in the left matrix
     * @param skippedInResult bytes before them in the result
     */
    private record Part(OneDnnMatMul product, long skipped, long skippedInResult) {}

    private final Part[] parts;

    private RowTiles(List<Part> parts) {
        this.parts = parts.toArray(Part[]::new);
    }

    /** @param sizes of a product that is not added to what stands in the result */
    static PreparedKernel of(MatrixProduct.Sizes sizes, Epilogue epilogue) {
        int rows = sizes.rows();
        if (rows < LEAST) {
            return new FewRows(sizes, epilogue);
        }
        List<Part> parts = new ArrayList<>();
        OneDnnMatMul many = rows < AT_ONCE ? null : new OneDnnMatMul(sizes.withRows(AT_ONCE), epilogue);
        int first = 0;
        for (; many != null && rows - first >= AT_ONCE; first += AT_ONCE) {
            parts.add(part(many, sizes, first));
        }
        int left = rows - first;
        boolean isOneProduct = left <= UNDIVIDED && !endsBroken(left);
        int whole = isOneProduct ? left : left - left % (left <= UNDIVIDED ? TILE : 2 * TILE);
        if (whole > 0) {
            parts.add(part(new OneDnnMatMul(sizes.withRows(whole), epilogue), sizes, first));
        }
        int last = left - whole;
        if (last > 0) {
            int computed = endsBroken(last) ? last - last % TILE + LEAST : last;
            parts.add(part(new OneDnnMatMul(sizes.withRows(computed), epilogue), sizes, rows - computed));
        }
        return parts.size() == 1 ? parts.get(0).product() : new RowTiles(parts);
    }

    /** Whether the last tile of so many rows has other bits than a whole one. */
    private static boolean endsBroken(int rows) {
        int broken = rows % TILE;
        return broken > 0 && broken < LEAST;
    }

    private static Part part(OneDnnMatMul product, MatrixProduct.Sizes sizes, int first) {
        return new Part(
                product, (long) first * sizes.inner() * Float.BYTES, (long) first * sizes.columns() * Float.BYTES);
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long left = inputs[0].address();
        long right = inputs[1].address();
        long result = output.address();
        for (Part part : parts) {
            part.product().bias(inputs);
            part.product().run(left + part.skipped(), right, result + part.skippedInResult());
        }
    }
}
