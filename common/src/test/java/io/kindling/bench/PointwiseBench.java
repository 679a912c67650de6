package io.kindling.bench;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.ops.CapturedRun;
import io.kindling.tensor.internal.ops.Elementwise;
import io.kindling.tensor.internal.ops.PointwiseChain;
import io.kindling.tensor.internal.ops.PointwiseChain.Broadcast;
import io.kindling.tensor.internal.ops.PointwiseChain.Operand;
import io.kindling.tensor.internal.ops.PointwiseChain.Step;
import io.kindling.tensor.internal.ops.PreparedKernels;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** Benchmarks chains of elementwise functions over a million numbers and over the gradient of a hidden layer. */
public class PointwiseBench extends MicroBenchmark {
    private final Tensor large = CapturedRun.varied(1000, 1000);
    private final Tensor hidden = CapturedRun.varied(32, 64);
    private final CapturedRun softplus = CapturedRun.of(in -> Elementwise.softplus(in.get(0)), large);
    private final CapturedRun tangent = CapturedRun.of(in -> Elementwise.tanh(in.get(0)), large);
    private final CapturedRun root = CapturedRun.of(in -> Elementwise.sqrt(in.get(0)), large);
    private final CapturedRun gate = chain(List.of(new Step(Pointwise.RELU_GATE, List.of(0, 1))));
    private final CapturedRun three = chain(List.of(
            new Step(Pointwise.ADD, List.of(0, 1)),
            new Step(Pointwise.MULTIPLY, List.of(2, 1)),
            new Step(Pointwise.RELU, List.of(3))));

    private CapturedRun chain(List<Step> steps) {
        Operand each = new Operand(DType.FLOAT32, Broadcast.NONE, 1);
        PointwiseChain chain = new PointwiseChain(List.of(each, each), steps, DType.FLOAT32, hidden.shape());
        return CapturedRun.of(
                in -> PreparedKernels.run(
                        chain, PointwiseChain::prepare, chain.dtype(), chain.shape(), in.get(0), in.get(1)),
                hidden,
                CapturedRun.varied(32, 64));
    }

    @Benchmark
    public Object softplusOfAMillion() {
        return softplus.run();
    }

    @Benchmark
    public Object tanhOfAMillion() {
        return tangent.run();
    }

    @Benchmark
    public Object sqrtOfAMillion() {
        return root.run();
    }

    @Benchmark
    public Object reluGate() {
        return gate.run();
    }

    @Benchmark
    public Object chainOfThree() {
        return three.run();
    }
}
