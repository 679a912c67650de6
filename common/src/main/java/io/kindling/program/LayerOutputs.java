package io.kindling.program;

import io.kindling.config.DidYouMean;
import io.kindling.data.Batch;
import io.kindling.nn.LayerCall;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program predicts, and the outputs of layers of its model for the same rows, as of a Keras model that ends in them. In a
 * plan, what they have in common is computed once.
 */
public final class LayerOutputs {
    private final BuiltProgram program;
    private final List<Model> upToLayers;

    private LayerOutputs(BuiltProgram program, List<Model> upToLayers) {
        this.program = program;
        this.upToLayers = upToLayers;
    }

    /**
     * @param layers names of layers of the program's only model
     * @throws ProgramException if there are several models, or the model does not have such a layer, or has several outputs of it
     */
    public static LayerOutputs of(BuiltProgram program, List<String> layers) {
        return new LayerOutputs(
                program, layers.stream().map(layer -> upTo(layer, program)).toList());
    }

    private static Model upTo(String layer, BuiltProgram program) {
        if (program.models().size() != 1) {
            throw new ProgramException("Cannot give the output of layer '" + layer + "': the program has the models "
                    + program.models().keySet() + ", and outputs of layers are those of an only model.");
        }
        Model model = program.models().values().iterator().next();
        List<Node> outputs = model.calls().stream()
                .filter(call -> call.layer().name().equals(layer))
                .map(LayerCall::outputs)
                .flatMap(List::stream)
                .toList();
        if (outputs.isEmpty()) {
            List<String> names = model.calls().stream()
                    .map(call -> call.layer().name())
                    .distinct()
                    .toList();
            throw new ProgramException("Cannot find layer '" + layer + "' in model '" + model.name() + "': it has "
                    + String.join(", ", names)
                    + DidYouMean.to(layer, names)
                            .map(near -> ". Did you mean " + near + "?")
                            .orElse("."));
        }
        if (outputs.size() > 1) {
            throw new ProgramException("Cannot give the output of layer '" + layer + "': it has " + outputs.size()
                    + " in model '" + model.name() + "'.");
        }
        return Model.of(model.inputs(), outputs);
    }

    /** The prediction, followed by the outputs of the layers in inference mode; each (rows, ...). */
    public List<Tensor> of(Batch batch) {
        List<Tensor> outputs = new ArrayList<>(List.of(program.predicted(batch)));
        upToLayers.forEach(model -> outputs.add(model.call(program.spec().data().inputs(model, batch), Mode.INFERENCE)
                .get(0)));
        return outputs;
    }

    /** The shape of a row of each layer's output, without the batch axis. */
    public List<Shape> shapes() {
        return upToLayers.stream()
                .map(model -> model.outputs().get(0).rowShape())
                .toList();
    }
}
