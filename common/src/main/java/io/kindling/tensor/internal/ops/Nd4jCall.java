package io.kindling.tensor.internal.ops;

import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.LruCache;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.nio.LongBuffer;
import java.util.Map;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs named operations of ND4J on tensors. Preparing a call costs more than a small operation, so each thread caches
 * the calls it used last.
 */
final class Nd4jCall {
    private record Kind(String name, boolean keepDims, LongBuffer integers) {}

    private static final ThreadLocal<Map<Kind, Nd4jCall>> CALLS = ThreadLocal.withInitial(LruCache::new);

    private final CustomOp operation;
    private final OpContext context;

    private Nd4jCall(Kind kind) {
        operation = DynamicCustomOp.builder(kind.name()).build();
        context = Nd4j.getExecutioner().buildContext();
        if (kind.keepDims()) {
            context.setBArguments(true);
        }
        context.setIArguments(kind.integers().array());
    }

    /** Writes the output; neither it nor any input is empty. */
    static void run(String name, Tensor output, Tensor[] inputs, long... integers) {
        run(new Kind(name, false, LongBuffer.wrap(integers)), output, inputs);
    }

    /** Runs a reduction over axes of its input, which are kept with size 1 or removed. */
    static void fold(String name, Tensor output, Tensor input, boolean keepDims, long... axes) {
        run(new Kind(name, keepDims, LongBuffer.wrap(axes)), output, input);
    }

    private static void run(Kind kind, Tensor output, Tensor... inputs) {
        ComputeThread.prepare();
        CALLS.get().computeIfAbsent(kind, Nd4jCall::new).run(output, inputs);
    }

    private void run(Tensor output, Tensor[] inputs) {
        try {
            for (int i = 0; i < inputs.length; i++) {
                context.setInputArray(i, inputs[i].array());
            }
            context.setOutputArray(0, output.array());
            Nd4j.getExecutioner().exec(operation, context);
        } finally {
            context.purge();
        }
    }
}
