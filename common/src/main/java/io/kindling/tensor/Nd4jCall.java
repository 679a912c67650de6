package io.kindling.tensor;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Runs one of ND4J's named operations into an array of ours. */
final class Nd4jCall {
    private Nd4jCall() {}

    static void run(String name, Tensor output, Tensor[] inputs, long... integers) {
        ComputeThread.prepare();
        DynamicCustomOp.DynamicCustomOpsBuilder call = DynamicCustomOp.builder(name);
        INDArray[] arrays = Arrays.stream(inputs).map(Tensor::array).toArray(INDArray[]::new);
        call.addInputs(arrays);
        call.addOutputs(output.array());
        for (long integer : integers) {
            call.addIntegerArguments(integer);
        }
        Nd4j.exec(call.build());
    }
}
