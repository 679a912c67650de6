package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.SettingsException;
import io.kindling.nn.metric.Direction;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.train.Runner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestEpochTest {
    private static final KeepBest.Watched LOSS = new KeepBest.Watched("val_loss", Direction.LOWER_IS_BETTER, true);
    private static final KeepBest.Watched ACCURACY =
            new KeepBest.Watched("val_accuracy", Direction.HIGHER_IS_BETTER, true);

    private int epochs;

    private boolean add(BestEpoch best, double value) {
        EpochResult result = new EpochResult(
                epochs,
                Map.of("train", 1.0),
                Map.of("accuracy", 0.5),
                0,
                1,
                Optional.of(new EpochResult.Validation(value, Map.of("accuracy", value), 1)));
        epochs++;
        return best.add(result, 10L * epochs);
    }

    @Test
    void patience_countsEpochsThatAreNotBetter() {
        BestEpoch best = new BestEpoch(LOSS, OptionalInt.of(2));
        assertThat(add(best, 3)).isTrue();
        assertThat(add(best, 3)).isFalse();
        assertThat(add(best, 2)).isTrue();
        assertThat(add(best, Double.NaN)).isFalse();
        assertThat(best.isReached()).isFalse();
        assertThat(add(best, 2.5)).isFalse();
        assertThat(best.isReached()).isTrue();
        assertThat(best.reason())
                .isEqualTo("Stopped early: val_loss has not fallen below 2.0000 for 2 epochs (--patience).");
        assertThat(best.best()).contains(new BestEpoch.Found(2, 30, 2));
    }

    @Test
    void accuracy_isBetterHigher_andNeverStopsWithoutPatience() {
        BestEpoch best = new BestEpoch(ACCURACY, OptionalInt.empty());
        assertThat(List.of(add(best, Double.NaN), add(best, 0.1), add(best, 0.4), add(best, 0.4), add(best, 0.3)))
                .containsExactly(false, true, true, false, false);
        assertThat(best.steps()).containsExactly(20L, 30L);
        assertThat(best.isReached()).isFalse();
    }

    @Test
    void memory_isThatOfTheSameNumberOnly() {
        BestEpoch best = new BestEpoch(LOSS, OptionalInt.of(3));
        add(best, 1.0 / 3);
        add(best, 0.5);
        Config described = best.asConfig();

        BestEpoch same = new BestEpoch(LOSS, OptionalInt.of(3));
        assertThat(same.restore(described)).isTrue();
        assertThat(same.asConfig()).isEqualTo(described);
        BestEpoch other = new BestEpoch(ACCURACY, OptionalInt.of(3));
        assertThat(other.restore(described)).isFalse();
        assertThat(other.best()).isEmpty();
    }

    /** The weights of the best epoch are then not on disk. */
    @Test
    void memoryOfARunThatDidNotKeepTheBest_isNotUsedToEndWithIt() {
        KeepBest.Watched notKept = new KeepBest.Watched("val_loss", Direction.LOWER_IS_BETTER, false);
        BestEpoch before = new BestEpoch(notKept, OptionalInt.of(3));
        add(before, 1);
        assertThat(new BestEpoch(LOSS, OptionalInt.of(3)).restore(before.asConfig()))
                .isFalse();
        BestEpoch kept = new BestEpoch(LOSS, OptionalInt.of(3));
        add(kept, 1);
        assertThat(new BestEpoch(notKept, OptionalInt.of(3)).restore(kept.asConfig()))
                .isTrue();
    }

    private static BuiltProgram built(Class<? extends Program> program, Config config, int side) {
        return Runner.local(1)
                .build(
                        program.getName(),
                        config,
                        new DataSchema(DType.FLOAT32, Shape.of(side, side), DType.INT32, Shape.SCALAR, 3, false));
    }

    @ParameterizedTest
    @CsvSource({
        "loss, loss, LOWER_IS_BETTER",
        "accuracy, accuracy, HIGHER_IS_BETTER",
        "val_loss, val_loss, LOWER_IS_BETTER",
        "val_accuracy, val_accuracy, HIGHER_IS_BETTER",
        "val_accuracy:min, val_accuracy, LOWER_IS_BETTER",
        "val_loss:max, val_loss, HIGHER_IS_BETTER"
    })
    void metricTellsItsDirection_unlessTheUserDoes(String text, String name, Direction direction) {
        BuiltProgram program = built(Classifier.class, Classifier.DEFAULTS, 4);
        assertThat(KeepBest.parse(text).of(program, true)).isEqualTo(new KeepBest.Watched(name, direction, true));
    }

    @Test
    void unknownName_isRefusedWithTheNamesOfTheProgram() {
        BuiltProgram program = built(Classifier.class, Classifier.DEFAULTS, 4);
        assertThatThrownBy(() -> KeepBest.parse("val_acuracy").of(program, true))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "Invalid keep-best: val_acuracy (did you mean val_accuracy? one of loss, accuracy, val_loss,"
                                + " val_accuracy, or none)");
        assertThatThrownBy(() -> KeepBest.parse("val_accuracy").of(program, false))
                .hasMessageStartingWith("Invalid keep-best: val_accuracy (one of loss, accuracy, or none");
        BuiltProgram gan = built(Dcgan.class, Config.EMPTY, 28);
        assertThatThrownBy(() -> KeepBest.parse("seconds").of(gan, false))
                .hasMessageStartingWith(
                        "Invalid keep-best: seconds (one of loss, loss_discriminator, loss_generator, or none");
    }

    @Test
    void default_isTheLossIfTrainingMayStopEarly() {
        BuiltProgram program = built(Classifier.class, Classifier.DEFAULTS, 4);
        assertThat(KeepBest.byDefault(OptionalInt.of(3)).of(program, true)).isEqualTo(LOSS);
        assertThat(KeepBest.byDefault(OptionalInt.of(3)).of(program, false).metric())
                .isEqualTo("loss");
        assertThat(KeepBest.byDefault(OptionalInt.empty()).of(program, true).restores())
                .isFalse();
        assertThat(KeepBest.parse("none")).isEqualTo(KeepBest.NONE);
    }
}
