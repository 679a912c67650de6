package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import java.util.List;
import java.util.function.Function;

/** The kernel of a function, run as in a compiled plan: prepared once, on the same memory each time. */
public final class CapturedRun {
    private final PreparedKernel kernel;
    private final Tensor[] inputs;
    private final Tensor output;
    private final Tensor workspace;

    private CapturedRun(PreparedKernel kernel, Tensor[] inputs, Tensor output) {
        this.kernel = kernel;
        this.inputs = inputs;
        this.output = output;
        this.workspace = Memory.allocate(DType.UINT8, Shape.of((int) kernel.workspaceBytes()));
    }

    public static CapturedRun of(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        List<Tensor> symbolic = List.of(inputs).stream()
                .map(x -> Tensor.symbolic(x.dtype(), x.shape()))
                .toList();
        CapturedKernel captured =
                CapturedKernel.of(() -> function.apply(symbolic)).orElseThrow();
        Tensor[] read =
                captured.inputs().stream().map(x -> inputs[symbolic.indexOf(x)]).toArray(Tensor[]::new);
        return new CapturedRun(captured.description().prepare(), read, function.apply(List.of(inputs)));
    }

    public Tensor run() {
        kernel.run(inputs, output, workspace);
        return output;
    }

    /** Returns numbers of both signs and varying magnitudes. */
    public static Tensor varied(int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * i);
        }
        return Tensor.of(values, dims);
    }
}
