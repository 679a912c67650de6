package io.kindling.tensor;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Float32 matrix products by oneDNN, without copies: a transposed matrix is the same memory described with other
 * strides.
 */
final class OneDnnMatMul implements MatrixProduct, PreparedKernel {
    private final OneDnnPrimitive product;
    private final memory a;
    private final memory b;
    private final memory out;

    OneDnnMatMul(Sizes sizes) {
        memory.desc left = matrix(sizes.rows(), sizes.inner(), sizes.transposeA());
        memory.desc right = matrix(sizes.inner(), sizes.columns(), sizes.transposeB());
        memory.desc result = matrix(sizes.rows(), sizes.columns(), false);
        primitive_attr attributes = new primitive_attr();
        if (sizes.adds()) {
            post_ops sum = new post_ops();
            sum.append_sum();
            attributes.set_post_ops(sum);
        }
        product = new OneDnnPrimitive(new matmul(
                new matmul.primitive_desc(new matmul.desc(left, right, result), attributes, OneDnn.engine())));
        a = product.argument(DNNL_ARG_SRC, left);
        b = product.argument(DNNL_ARG_WEIGHTS, right);
        out = product.argument(DNNL_ARG_DST, result);
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        run(inputs[0].pointer(), inputs[1].pointer(), output.pointer());
    }

    @Override
    public void run(FloatPointer left, FloatPointer right, FloatPointer result) {
        run((Pointer) left, right, result);
    }

    private void run(Pointer left, Pointer right, Pointer result) {
        a.set_data_handle(left);
        b.set_data_handle(right);
        out.set_data_handle(result);
        product.run();
    }

    private static memory.desc matrix(int rows, int columns, boolean transposed) {
        return new memory.desc(
                new long[] {rows, columns},
                memory.data_type.f32,
                transposed ? memory.format_tag.ba : memory.format_tag.ab);
    }
}
