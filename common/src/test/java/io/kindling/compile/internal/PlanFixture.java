package io.kindling.compile.internal;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Plans of functions of one float32 tensor. */
final class PlanFixture {
    private PlanFixture() {}

    static Plan plan(PlanMemory memory, MemoryPool pool, Shape shape, UnaryOperator<Tensor> function) {
        Trace trace = new Trace();
        Tensor x = Tensor.symbolic(DType.FLOAT32, shape);
        trace.input(x);
        Tensor y = trace.run(() -> function.apply(x));
        return Plan.of(trace, List.of(x), List.of(y), memory, pool);
    }

    static float[] run(Plan plan, float[] x) {
        plan.input(0).write(x, 0);
        plan.run();
        return plan.output(0).copy().floats();
    }

    /** Returns the gradient of the sum of a function's elements. */
    static Tensor gradientOfSum(UnaryOperator<Tensor> function, Tensor x) {
        Tensor at = Ops.stopGradient(x);
        try (GradientTape tape = GradientTape.open()) {
            tape.watch(at);
            return Objects.requireNonNull(tape.gradient(function.apply(at), at));
        }
    }
}
