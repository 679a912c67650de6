package io.kindling.tensor;

/**
 * A float32 product by oneDNN in which a row has the same bits whatever the other rows are and however many, with instructions
 * older than AVX-512.
 *
 * <p>With AVX2, oneDNN computes six rows at once, and where one, two or three are left, adds up their terms in another order;
 * more than 72 rows it may divide in halves, each with such an end. So it is given a multiple of six or, of many rows, twelve.
 * The others come with as many of those before them as make four of a six, and these are computed twice, to the same bits.
 */
final class RowTiles implements PreparedKernel {
    private static final int TILE = 6;
    /** More rows may be divided; a multiple of twice a tile is so without a broken tile. */
    private static final int UNDIVIDED = 72;

    /** The rows of a tile that has the bits of a whole one, at least. */
    static final int LEAST = 4;

    private final OneDnnMatMul most;
    private final OneDnnMatMul last;
    /** Bytes before the last rows of the left matrix, and of the result. */
    private final long skipped;

    private final long skippedInResult;

    private RowTiles(MatrixProduct.Sizes sizes, Epilogue epilogue, int mostRows, int lastRows) {
        this.most = new OneDnnMatMul(sizes.withRows(mostRows), epilogue);
        this.last = new OneDnnMatMul(sizes.withRows(lastRows), epilogue);
        int rows = sizes.rows() - lastRows;
        this.skipped = (long) rows * sizes.inner() * Float.BYTES;
        this.skippedInResult = (long) rows * sizes.columns() * Float.BYTES;
    }

    /** @param sizes of a left matrix that is not transposed, and a product that is not added */
    static PreparedKernel of(MatrixProduct.Sizes sizes, Epilogue epilogue) {
        int rows = sizes.rows();
        if (rows < LEAST) {
            return new FewRows(sizes, epilogue);
        }
        int left = rows % (rows <= UNDIVIDED ? TILE : 2 * TILE);
        int broken = left % TILE;
        int last = broken == 0 || broken >= LEAST ? left : left - broken + LEAST;
        return left == 0 || (last == left && rows <= UNDIVIDED)
                ? new OneDnnMatMul(sizes, epilogue)
                : new RowTiles(sizes, epilogue, rows - left, last);
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long left = inputs[0].address();
        long right = inputs[1].address();
        most.bias(inputs);
        most.run(left, right, output.address());
        last.bias(inputs);
        last.run(left + skipped, right, output.address() + skippedInResult);
    }
}
