package io.kindling.tensor;

import java.util.List;
import java.util.function.Function;

/** Calls a function that allocates its own result, and copies that result to the output. */
final class CallingKernel implements PreparedKernel {
    private final Function<List<Tensor>, Tensor> function;

    CallingKernel(Function<List<Tensor>, Tensor> function) {
        this.function = function;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        Memory.copy(function.apply(List.of(inputs)), output);
    }
}
