package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.AdamW;
import io.kindling.program.Execution;
import io.kindling.program.FashionMnistFixture;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.ProgramException;
import io.kindling.program.RunSettings;
import io.kindling.program.SmallClassifierFixture;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Weights that a phase updates although its loss does not depend on them. */
class ConnectedWeightsTest {
    /** Updates two models; its loss is computed from one. */
    public static final class HalfConnected implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model used = p.model("used", SmallClassifierFixture.model());
            Model idle = p.model("idle", SmallClassifierFixture.model());
            p.phase("train").updates(used, idle).with(AdamW.of(0.01)).loss((step, batch) -> {
                Tensor logits = used.call(batch.features(), Mode.TRAINING);
                return step.loss(SparseCategoricalCrossentropy.fromLogits(), batch, logits);
            });
        }
    }

    /** Its loss does not depend on any weight. */
    public static final class Cut implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("model", SmallClassifierFixture.model());
            p.phase("train").updates(model).with(AdamW.of(0.01)).loss((step, batch) -> {
                Tensor logits = Ops.stopGradient(model.call(batch.features(), Mode.TRAINING));
                return step.loss(SparseCategoricalCrossentropy.fromLogits(), batch, logits);
            });
        }
    }

    /** Its loss depends on a second model only if there are enough rows: not in the short last batch. */
    public static final class SometimesConnected implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model always = p.model("always", SmallClassifierFixture.model());
            Model sometimes = p.model("sometimes", SmallClassifierFixture.model());
            p.phase("train").updates(always, sometimes).with(AdamW.of(0.01)).loss((step, batch) -> {
                Tensor logits = always.call(batch.features(), Mode.TRAINING);
                Tensor all =
                        batch.count() > 8 ? Ops.add(logits, sometimes.call(batch.features(), Mode.TRAINING)) : logits;
                return step.loss(SparseCategoricalCrossentropy.fromLogits(), batch, all);
            });
        }
    }

    /** Between steps, the gradient buffers hold new weights. */
    @Test
    void gradientMissingInOneStep_isZero_forAnyNumberOfRanks() {
        Set<Long> digests = new HashSet<>();
        for (Runner runner : List.of(Runner.local(1), Runner.local(2), Runner.local(4))) {
            for (Execution execution : List.of(Execution.COMPILED, Execution.EAGER)) {
                RunSettings settings = RunSettings.DEFAULT.withShards(4).withExecution(execution);
                try (Training training =
                        runner.settings(settings).start(SometimesConnected.class, FashionMnistFixture.training(200))) {
                    training.epoch().forEach(step -> {});
                    training.epoch().forEach(step -> {});
                    digests.add(WeightsChecksum.of(training.snapshot().weights()));
                }
            }
        }
        assertThat(digests).hasSize(1);
    }

    @Test
    void weightsWithoutAGradient_neitherDecayNorMove() {
        try (Training training = Runner.local().start(HalfConnected.class, FashionMnistFixture.training(200))) {
            float[] used = training.snapshot().weights().get(0).clone();
            float[] idle = training.snapshot().weights().get(1).clone();
            training.epoch().forEach(step -> {});
            assertThat(training.snapshot().weights().get(1)).isEqualTo(idle);
            assertThat(training.snapshot().weights().get(0)).isNotEqualTo(used);
        }
    }

    @Test
    void lossThatDependsOnNoWeight_isRefused() {
        try (Training training = Runner.local().start(Cut.class, FashionMnistFixture.training(200))) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(ProgramException.class)
                    .hasMessageStartingWith("Cannot train phase 'train': its loss depends on no trained weight");
        }
    }
}
