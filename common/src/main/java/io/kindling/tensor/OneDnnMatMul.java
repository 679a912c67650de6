package io.kindling.tensor;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.lang.ref.Reference;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * Float32 matrix products by oneDNN, without copies: a transposed matrix is the same memory described with other
 * strides. Making a product's kernel costs far more than running it, so each thread keeps those it used last.
 */
final class OneDnnMatMul {
    private record Sizes(int rows, int inner, int columns, boolean transposeA, boolean transposeB) {}

    private static final ThreadLocal<Map<Sizes, OneDnnMatMul>> PRODUCTS = ThreadLocal.withInitial(RecentlyUsed::new);

    private final memory a;
    private final memory b;
    private final memory out;
    private final matmul kernel;
    private final IntMemoryMap arguments = new IntMemoryMap();

    private OneDnnMatMul(Sizes sizes) {
        memory.desc left = matrix(sizes.rows(), sizes.inner(), sizes.transposeA());
        memory.desc right = matrix(sizes.inner(), sizes.columns(), sizes.transposeB());
        memory.desc product = matrix(sizes.rows(), sizes.columns(), false);
        kernel = new matmul(new matmul.primitive_desc(new matmul.desc(left, right, product), OneDnn.engine()));
        a = unbound(left);
        b = unbound(right);
        out = unbound(product);
        arguments.put(DNNL_ARG_SRC, a);
        arguments.put(DNNL_ARG_WEIGHTS, b);
        arguments.put(DNNL_ARG_DST, out);
    }

    /** Writes {@code op(a) op(b)} into out; no size is 0. */
    static void multiply(Tensor a, Tensor b, Tensor out, boolean transposeA, boolean transposeB) {
        ComputeThread.prepare();
        int inner = a.shape().dim(transposeA ? 0 : 1);
        Sizes sizes = new Sizes(out.shape().dim(0), inner, out.shape().dim(1), transposeA, transposeB);
        PRODUCTS.get().computeIfAbsent(sizes, OneDnnMatMul::new).run(a, b, out);
    }

    private void run(Tensor left, Tensor right, Tensor product) {
        try {
            a.set_data_handle(left.pointer());
            b.set_data_handle(right.pointer());
            out.set_data_handle(product.pointer());
            kernel.execute(OneDnn.stream(), arguments);
            OneDnn.stream()._wait();
        } finally {
            // The library holds addresses only: the collector must not free an operand before this point.
            Reference.reachabilityFence(left);
            Reference.reachabilityFence(right);
            Reference.reachabilityFence(product);
        }
    }

    private static memory.desc matrix(int rows, int columns, boolean transposed) {
        return new memory.desc(
                new long[] {rows, columns},
                memory.data_type.f32,
                transposed ? memory.format_tag.ba : memory.format_tag.ab);
    }

    /** A memory object of this layout without memory. */
    private static memory unbound(memory.desc layout) {
        return new memory(layout, OneDnn.engine(), null);
    }
}
