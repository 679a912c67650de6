package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * A float32 product by oneDNN whose left matrix is not transposed. With AVX2, the bits of a row do not depend on the
 * other rows or on their number.
 *
 * <p>With AVX2, oneDNN computes tiles of six rows, and adds up the terms in another order if one, two or three rows
 * remain. It may split more than 72 rows in halves, each ending in such a remainder, and may choose another kernel for
 * more than 263. So it is given 240 rows at a time and, of fewer, a multiple of six or, beyond 72, of twelve. If one,
 * two or three rows of a tile remain, they are computed together with the preceding rows that make up four; those are
 * computed twice, with equal bits. For example, 75 rows are computed as rows 0 to 71 and rows 71 to 74.
 */
public final class TiledMatMul implements PreparedKernel {
    private static final int TILE = 6;
    /**
     * Largest number of rows that is never split. More rows are given as multiples of two tiles, so that both halves
     * consist of whole tiles.
     */
    private static final int MAX_UNSPLIT = 72;

    private static final int MAX_ROWS = 240;

    /** The fewest rows of a last tile whose bits equal those of a whole tile. */
    static final int MIN_ROWS = 4;

    /**
     * A range of rows.
     *
     * @param skipped bytes of the left matrix before them
     * @param skippedInResult bytes of the result before them
     */
    private record Part(OneDnnMatMul product, long skipped, long skippedInResult) {}

    private final Part[] parts;

    private TiledMatMul(List<Part> parts) {
        this.parts = parts.toArray(Part[]::new);
    }

    /** @param sizes of a product that is not added to the previous content of the result */
    public static PreparedKernel of(MatrixProduct.Sizes sizes, Epilogue epilogue) {
        int rows = sizes.rows();
        if (rows < MIN_ROWS) {
            return new PaddedMatMul(sizes, epilogue);
        }
        List<Part> parts = new ArrayList<>();
        OneDnnMatMul largest = rows < MAX_ROWS ? null : new OneDnnMatMul(sizes.withRows(MAX_ROWS), epilogue);
        int first = 0;
        for (; largest != null && rows - first >= MAX_ROWS; first += MAX_ROWS) {
            parts.add(part(largest, sizes, first));
        }
        int left = rows - first;
        boolean isOneProduct = left <= MAX_UNSPLIT && !endsInShortTile(left);
        int firstRows = isOneProduct ? left : left - left % (left <= MAX_UNSPLIT ? TILE : 2 * TILE);
        if (firstRows > 0) {
            parts.add(part(new OneDnnMatMul(sizes.withRows(firstRows), epilogue), sizes, first));
        }
        int lastRows = left - firstRows;
        if (lastRows > 0) {
            int computed = endsInShortTile(lastRows) ? lastRows - lastRows % TILE + MIN_ROWS : lastRows;
            parts.add(part(new OneDnnMatMul(sizes.withRows(computed), epilogue), sizes, rows - computed));
        }
        return parts.size() == 1 ? parts.get(0).product() : new TiledMatMul(parts);
    }

    /** Whether the last tile of this many rows has other bits than a whole tile. */
    private static boolean endsInShortTile(int rows) {
        int remainder = rows % TILE;
        return remainder > 0 && remainder < MIN_ROWS;
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
