package io.kindling.tensor.internal.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Epilogue;
import io.kindling.tensor.internal.natives.OneDnn;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

/** Float32 matrix products by oneDNN, without copies: a transposed matrix is the same memory with other strides. */
public final class OneDnnMatMul implements MatrixProduct {
    private final OneDnnPrimitive product;
    private final OneDnnPrimitive.Argument a;
    private final OneDnnPrimitive.Argument b;
    private final OneDnnPrimitive.@Nullable Argument bias;
    private final OneDnnPrimitive.Argument out;

    public OneDnnMatMul(Sizes sizes) {
        this(sizes, Epilogue.NONE);
    }

    public OneDnnMatMul(Sizes sizes, Epilogue epilogue) {
        memory.desc left = matrix(sizes.rows(), sizes.inner(), sizes.transposeA());
        memory.desc right = matrix(sizes.inner(), sizes.columns(), sizes.transposeB());
        memory.desc result = matrix(sizes.rows(), sizes.columns(), false);
        memory.desc added = matrix(1, sizes.columns(), false);
        post_ops operations = new post_ops();
        if (sizes.adds()) {
            operations.append_sum();
        }
        OneDnnEpilogue.append(epilogue, operations);
        primitive_attr attributes = new primitive_attr();
        attributes.set_post_ops(operations);
        matmul.desc description =
                epilogue.hasBias() ? new matmul.desc(left, right, added, result) : new matmul.desc(left, right, result);
        product = new OneDnnPrimitive(new matmul(new matmul.primitive_desc(description, attributes, OneDnn.engine())));
        a = product.argument(DNNL_ARG_SRC, left);
        b = product.argument(DNNL_ARG_WEIGHTS, right);
        bias = epilogue.hasBias() ? product.argument(DNNL_ARG_BIAS, added) : null;
        out = product.argument(DNNL_ARG_DST, result);
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        bias(inputs);
        MatrixProduct.super.run(inputs, output, workspace);
    }

    /** Sets the bias, the third input of a kernel with an epilogue, if this product adds one. */
    void bias(Tensor[] inputs) {
        if (bias != null) {
            bias.at(inputs[2].address());
        }
    }

    @Override
    public void run(long left, long right, long result) {
        a.at(left);
        b.at(right);
        out.at(result);
        product.run();
    }

    private static memory.desc matrix(int rows, int columns, boolean transposed) {
        return new memory.desc(
                new long[] {rows, columns},
                memory.data_type.f32,
                transposed ? memory.format_tag.ba : memory.format_tag.ab);
    }
}
