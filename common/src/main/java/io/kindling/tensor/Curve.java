package io.kindling.tensor;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.kindling.tensor.Epilogue.Activation;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;

/** The hyperbolic tangent or the sigmoid of float32 numbers, element by element: the bits do not depend on the place. */
interface Curve {
    /**
     * What one is prepared for.
     *
     * @param function {@link Activation#TANH} or {@link Activation#SIGMOID}
     * @param size how many numbers; at least 1
     */
    record Sizes(Activation function, long size) {}

    /** By oneDNN where it serves, else by ND4J. */
    static Curve prepare(Sizes sizes) {
        return OneDnn.isUsable() ? new ByOneDnn(sizes) : new ByNd4j(sizes.function());
    }

    /** Writes the output, which may be the input. */
    void run(Tensor input, Tensor output);

    /** As a kernel of one input. */
    static PreparedKernel kernel(Sizes sizes) {
        Curve curve = prepare(sizes);
        return new PreparedKernel() {
            @Override
            public long workspaceBytes() {
                return 0;
            }

            @Override
            public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
                curve.run(inputs[0], output);
            }
        };
    }

    /** By oneDNN's vector instructions. */
    final class ByOneDnn implements Curve {
        private final OneDnnPrimitive kernel;
        private final OneDnnPrimitive.Argument from;
        private final OneDnnPrimitive.Argument to;

        private ByOneDnn(Sizes sizes) {
            memory.desc line = new memory.desc(new long[] {sizes.size()}, memory.data_type.f32, memory.format_tag.a);
            algorithm function =
                    sizes.function() == Activation.TANH ? algorithm.eltwise_tanh : algorithm.eltwise_logistic;
            kernel = new OneDnnPrimitive(new eltwise_forward(new eltwise_forward.primitive_desc(
                    new eltwise_forward.desc(prop_kind.forward_inference, function, line, 0, 0), OneDnn.engine())));
            from = kernel.argument(DNNL_ARG_SRC, line);
            to = kernel.argument(DNNL_ARG_DST, line);
        }

        @Override
        public void run(Tensor input, Tensor output) {
            from.at(input.address());
            to.at(output.address());
            kernel.run();
        }
    }

    /** By ND4J's loop. */
    record ByNd4j(Activation function) implements Curve {
        @Override
        public void run(Tensor input, Tensor output) {
            Nd4j.getExecutioner()
                    .exec(
                            function == Activation.TANH
                                    ? new Tanh(input.array(), output.array())
                                    : new Sigmoid(input.array(), output.array()));
        }
    }
}
