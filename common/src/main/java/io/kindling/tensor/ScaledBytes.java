package io.kindling.tensor;

import io.kindling.tensor.PointwiseChain.Operand;
import io.kindling.tensor.PointwiseChain.Spread;
import io.kindling.tensor.PointwiseChain.Step;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/**
 * Unsigned bytes as float32 numbers, all multiplied by a number where there is one: how images enter a network. By oneDNN,
 * since the compiler of the JVM makes no vector instructions of it.
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

    /** The kernel of such a chain; null for others. */
    static @Nullable ScaledBytes of(PointwiseChain chain) {
        Operand bytes = chain.operands().get(0);
        List<Step> steps = chain.steps();
        boolean converts = OneDnn.isUsable()
                && chain.dtype() == DType.FLOAT32
                && bytes.dtype() != DType.FLOAT32
                && bytes.spread() == Spread.EACH
                && isStep(steps.get(0), Pointwise.COPY, 0);
        if (converts && steps.size() == 1) {
            return new ScaledBytes(chain.shape().size(), false);
        }
        boolean scales = converts
                && steps.size() == 2
                && chain.operands().size() == 2
                && chain.operands().get(1).equals(new Operand(DType.FLOAT32, Spread.ONE, 1))
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
        float wanted = scales ? factor.open(inputs[1]).number(0) : 1;
        OneDnnReorder ready = conversion;
        if (ready == null || wanted != scale) {
            ready = OneDnnReorder.scaled(line(memory.data_type.u8), line(memory.data_type.f32), wanted);
            conversion = ready;
            scale = wanted;
        }
        ready.run(inputs[0].address(), output.address());
    }

    private memory.desc line(memory.data_type type) {
        return new memory.desc(new long[] {size}, type, memory.format_tag.a);
    }
}
