package io.kindling.driver.example;

import static io.kindling.nn.Mode.TRAINING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.nn.Layer;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopWithRecordedLossesTest {
    @Test
    void printedLines_areThoseOfTheGuide_andLossFalls() {
        Printed printed = Printed.by(LoopWithRecordedLosses::main, Printed.FASHION_MNIST);

        assertThat(printed.forms())
                .containsExactly(
                        "",
                        "Start of epoch 0",
                        "Training loss (for one batch) at step 0: <4>",
                        "Seen so far: 64 samples",
                        "Training acc over epoch: <4>",
                        "",
                        "Start of epoch 1",
                        "Training loss (for one batch) at step 0: <4>",
                        "Seen so far: 64 samples",
                        "Training acc over epoch: <4>");
        List<Double> losses = printed.numbers("Training loss");
        assertThat(losses.get(1)).isLessThan(losses.get(0));
    }

    @Test
    void loss_includesTheRecordedLoss() {
        LoopWithRecordedLosses loop = new LoopWithRecordedLosses();
        Batch batch = Digits.read(new String[] {Printed.FASHION_MNIST})
                .training()
                .take(64)
                .batch();
        Layer firstDense = loop.model.layers().get(1);
        double recorded = 1e-2 * Ops.sum(firstDense.call(batch.features())).item();
        Tensor logits = loop.model.call(batch.features(), TRAINING);
        double crossentropy = SparseCategoricalCrossentropy.fromLogits()
                .call(batch.labels(), logits)
                .item();

        double loss = loop.trainStep(batch.features(), batch.labels()).item();

        assertThat(recorded).isGreaterThan(1);
        assertThat(loss).isCloseTo(crossentropy + recorded, within(1e-5 * loss));
    }

    @Test
    void layer_isCreatedByItsRegisteredName() {
        Layers.register(ActivityRegularizationLayer.KIND, config -> new ActivityRegularizationLayer());

        assertThat(Layers.create(ActivityRegularizationLayer.KIND, Config.EMPTY))
                .isInstanceOf(ActivityRegularizationLayer.class);
    }
}
