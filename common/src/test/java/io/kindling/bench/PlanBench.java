package io.kindling.bench;

import static io.kindling.nn.Mode.TRAINING;

import io.kindling.autodiff.GradientTape;
import io.kindling.compile.internal.Plan;
import io.kindling.compile.internal.PlanMemory;
import io.kindling.compile.internal.Trace;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.tensor.DType;
import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks the plan of one shard of the guide's classifier: forward and backward pass of 32 rows, with accuracy. */
public class PlanBench extends MicroBenchmark {
    private final float[] pixels = new float[32 * 784];
    private final int[] labels = new int[32];
    private final PlanMemory memory = new PlanMemory();
    private final Plan plan = classifier();

    private Plan classifier() {
        Node inputs = Input.of(784);
        Node hidden = Dense.of(64).activation("relu").apply(inputs);
        hidden = Dense.of(64).activation("relu").apply(hidden);
        Model model = Model.of(inputs, Dense.of(10).apply(hidden));
        SparseCategoricalAccuracy accuracy = SparseCategoricalAccuracy.of();
        Tensor x = Tensor.symbolic(DType.FLOAT32, Shape.of(32, 784));
        Tensor y = Tensor.symbolic(DType.INT32, Shape.of(32));
        Trace trace = new Trace();
        trace.input(x);
        trace.input(y);
        List<Tensor> outputs = trace.run(() -> {
            try (GradientTape tape = GradientTape.open()) {
                Tensor logits = model.call(x, TRAINING);
                accuracy.updateState(y, logits);
                Tensor loss = SparseCategoricalCrossentropy.fromLogits().call(y, logits);
                return tape.gradient(loss, model.trainableWeights());
            }
        });
        return Plan.of(trace, List.of(x, y), outputs, memory, new MemoryPool());
    }

    /** Writes the inputs before each run, as a step does: a run reuses their memory. */
    @Benchmark
    public Object run() {
        plan.input(0).write(pixels, 0);
        plan.input(1).write(0, labels, 0, labels.length);
        plan.run();
        return plan.output(0);
    }
}
