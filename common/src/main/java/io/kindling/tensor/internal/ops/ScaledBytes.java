package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Elements;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.natives.OneDnn;
import io.kindling.tensor.internal.onednn.OneDnnReorder;
import io.kindling.tensor.internal.ops.PointwiseChain.Broadcast;
import io.kindling.tensor.internal.ops.PointwiseChain.Operand;
import io.kindling.tensor.internal.ops.PointwiseChain.Step;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Converts unsigned bytes to float32, optionally multiplied by a factor: the usual preprocessing of images. Uses
 * oneDNN, because the JVM does not vectorize this conversion.
 */
final class ScaledBytes implements PreparedKernel {
    private final long size;
    private final boolean scales;
    private final Elements factor = new Elements();
    private float scale = 1;
    private @Nullable OneDnnReorder conversion;

    private ScaledBytes(long size, boolean scales) {
        this.size = size;
        this.scales = scales;
    }

    /** Returns the kernel if the chain is such a conversion, else null. */
    static @Nullable ScaledBytes of(PointwiseChain chain) {
        Operand bytes = chain.operands().get(0);
        List<Step> steps = chain.steps();
        boolean converts = OneDnn.isUsable()
                && chain.dtype() == DType.FLOAT32
                && bytes.dtype() != DType.FLOAT32
                && bytes.broadcast() == Broadcast.NONE
                && isStep(steps.get(0), Pointwise.COPY, 0);
        if (converts && steps.size() == 1) {
            return new ScaledBytes(chain.shape().size(), false);
        }
        boolean scales = converts
                && steps.size() == 2
                && chain.operands().size() == 2
                && chain.operands().get(1).equals(new Operand(DType.FLOAT32, Broadcast.SCALAR, 1))
                && (isStep(steps.get(1), Pointwise.MULTIPLY, 2, 1) || isStep(steps.get(1), Pointwise.MULTIPLY, 1, 2));
        return scales ? new ScaledBytes(chain.shape().size(), true) : null;
    }

    private static boolean isStep(Step step, Pointwise function, Integer... inputs) {
        return step.function().equals(function) && step.inputs().equals(List.of(inputs));
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        float requested = scales ? factor.open(inputs[1]).floatAt(0) : 1;
        OneDnnReorder ready = conversion;
        if (ready == null || requested != scale) {
            ready = OneDnnReorder.scaled(line(memory.data_type.u8), line(memory.data_type.f32), requested);
            conversion = ready;
            scale = requested;
        }
        ready.run(inputs[0].address(), output.address());
    }

    private memory.desc line(memory.data_type type) {
        return new memory.desc(new long[] {size}, type, memory.format_tag.a);
    }
}
