package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.GradientControl;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.AdamW;
import io.kindling.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Weights that a phase may update and its loss does not touch. */
class ConnectedWeightsTest {
    /** Updates two models; its loss is computed from one. */
    public static final class HalfConnected implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model used = p.model("used", SmallClassifier.model());
            Model idle = p.model("idle", SmallClassifier.model());
            p.phase("train").updates(used, idle).with(AdamW.of(0.01)).loss((step, batch) -> {
                Tensor logits = used.call(batch.features(), Mode.TRAINING);
                return step.loss(SparseCategoricalCrossentropy.fromLogits(), batch, logits);
            });
        }
    }

    /** Its loss is cut off from all weights. */
    public static final class Cut implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("model", SmallClassifier.model());
            p.phase("train").updates(model).with(AdamW.of(0.01)).loss((step, batch) -> {
                Tensor logits = GradientControl.stopGradient(model.call(batch.features(), Mode.TRAINING));
                return step.loss(SparseCategoricalCrossentropy.fromLogits(), batch, logits);
            });
        }
    }

    @Test
    void weightsWithoutAGradient_neitherDecayNorMove() {
        try (Training training = Runner.local().start(new HalfConnected(), Sample.training(200))) {
            float[] used = training.state().weights().get(0).clone();
            float[] idle = training.state().weights().get(1).clone();
            training.epoch().forEach(step -> {});
            assertThat(training.state().weights().get(1)).isEqualTo(idle);
            assertThat(training.state().weights().get(0)).isNotEqualTo(used);
        }
    }

    @Test
    void lossThatDependsOnNoWeight_isRefused() {
        try (Training training = Runner.local().start(new Cut(), Sample.training(200))) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(ProgramException.class)
                    .hasMessageStartingWith("Cannot train phase 'train': its loss depends on no trained weight");
        }
    }
}
