package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.kernel.Workspace;
import io.kindling.tensor.internal.natives.Address;
import org.bytedeco.javacpp.Pointer;

/** A product of fewer rows than {@link TiledMatMul#MIN_ROWS}, padded to that many rows with copies of the first row. */
final class PaddedMatMul implements PreparedKernel {
    private final OneDnnMatMul product;
    private final long rowBytes;
    private final long rows;
    private final long resultBytes;
    private final Workspace pieces = new Workspace();
    private final long leftPiece;
    private final long resultPiece;
    private final Address from = new Address();
    private final Address to = new Address();

    PaddedMatMul(MatrixProduct.Sizes sizes, Epilogue epilogue) {
        this.product = new OneDnnMatMul(sizes.withRows(TiledMatMul.MIN_ROWS), epilogue);
        this.rowBytes = (long) sizes.inner() * Float.BYTES;
        this.rows = sizes.rows();
        this.resultBytes = rows * sizes.columns() * Float.BYTES;
        this.leftPiece = pieces.piece(TiledMatMul.MIN_ROWS * rowBytes);
        this.resultPiece = pieces.piece((long) TiledMatMul.MIN_ROWS * sizes.columns() * Float.BYTES);
    }

    @Override
    public long workspaceBytes() {
        return pieces.bytes();
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        long begin = Workspace.begin(workspace);
        long left = inputs[0].address();
        copy(left, begin + leftPiece, rows * rowBytes);
        for (long row = rows; row < TiledMatMul.MIN_ROWS; row++) {
            copy(left, begin + leftPiece + row * rowBytes, rowBytes);
        }
        product.bias(inputs);
        product.run(begin + leftPiece, inputs[1].address(), begin + resultPiece);
        copy(begin + resultPiece, output.address(), resultBytes);
    }

    private void copy(long source, long target, long bytes) {
        Pointer.memcpy(to.to(target), from.to(source), bytes);
    }
}
