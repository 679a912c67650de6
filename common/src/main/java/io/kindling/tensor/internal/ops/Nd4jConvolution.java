package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.natives.ComputeThread;
import java.lang.ref.Reference;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's own convolutions with SAME padding in float32, as a baseline for the benchmark. Nothing else uses them. */
public final class Nd4jConvolution {
    private static final int SAME = 1;
    private static final int CHANNELS_LAST = 1;
    private static final int HEIGHT_WIDTH_INPUTS_OUTPUTS = 0;

    private Nd4jConvolution() {}

    public static Tensor forward(Tensor images, Tensor filter, Window window) {
        Tensor outcome = Memory.allocate(
                DType.FLOAT32,
                window.outputShape(images.shape().dim(0), filter.shape().dim(3)));
        run("conv2d", window, new Tensor[] {images, filter}, outcome);
        return outcome;
    }

    /**
     * Computes the gradients with respect to the images and the filter, which ND4J does together, and returns that of
     * the filter.
     */
    public static Tensor gradients(Tensor images, Tensor filter, Tensor gradient, Window window) {
        Tensor byImages = Memory.allocate(DType.FLOAT32, images.shape());
        Tensor byFilter = Memory.allocate(DType.FLOAT32, filter.shape());
        run("conv2d_bp", window, new Tensor[] {images, filter, gradient}, byImages, byFilter);
        return byFilter;
    }

    private static void run(String name, Window window, Tensor[] inputs, Tensor... outputs) {
        ComputeThread.prepare();
        CustomOp operation = DynamicCustomOp.builder(name).build();
        OpContext context = Nd4j.getExecutioner().buildContext();
        try {
            context.setIArguments(
                    window.height().size(),
                    window.width().size(),
                    window.height().stride(),
                    window.width().stride(),
                    0,
                    0,
                    window.height().dilation(),
                    window.width().dilation(),
                    SAME,
                    CHANNELS_LAST,
                    HEIGHT_WIDTH_INPUTS_OUTPUTS);
            for (int i = 0; i < inputs.length; i++) {
                context.setInputArray(i, inputs[i].array());
            }
            for (int i = 0; i < outputs.length; i++) {
                context.setOutputArray(i, outputs[i].array());
            }
            Nd4j.getExecutioner().exec(operation, context);
        } finally {
            context.purge();
            Reference.reachabilityFence(inputs);
            Reference.reachabilityFence(outputs);
        }
    }
}
