package io.kindling.driver.example;

import static io.kindling.driver.example.GuideOutput.print;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.SparseCategoricalAccuracy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.train.EarlyStopping;
import io.kindling.train.History;
import io.kindling.train.Kindling;
import io.kindling.train.Runner;
import java.util.List;

/** The guide's classifier without a loop: Keras' {@code fit}. */
public final class FitWithoutLoop {
    private FitWithoutLoop() {}

    /** @param args the path of a folder of IDX files; by default the bundled data set */
    public static void main(String[] args) {
        Node inputs = Input.of(784).named("digits");
        Node x = Dense.of(64).activation("relu").apply(inputs);
        x = Dense.of(64).activation("relu").apply(x);
        Node outputs = Dense.of(10).named("predictions").apply(x);
        Model model = Model.of(inputs, outputs);

        Split<Examples> digits = Digits.read(args);
        History history = Kindling.fit(
                Runner.local(),
                model,
                SGD.of(1e-3),
                SparseCategoricalCrossentropy.fromLogits(),
                List.of(SparseCategoricalAccuracy.named("accuracy")),
                digits,
                2,
                EarlyStopping.of(3));

        for (History.Epoch epoch : history.epochs()) {
            print("Training loss over epoch: %.4f", epoch.loss());
            print("Training acc over epoch: %.4f", epoch.metric("accuracy"));
            print("Validation acc: %.4f", epoch.validation().metric("accuracy"));
        }
    }
}
