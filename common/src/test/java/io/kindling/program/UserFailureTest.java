package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.optimizer.SGD;
import io.kindling.nn.schedule.ReduceLROnPlateau;
import io.kindling.tensor.Tensor;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors in a program's own code are reported with the program, the step, and the source line. */
class UserFailureTest {
    private static final Examples ROWS =
            Examples.of(Column.of(new float[8 * 3], 3), Column.of(new int[] {0, 1, 0, 1, 0, 1, 0, 1}));

    private static Training start(Class<? extends Program> program) {
        return Runner.local(1).batchSize(4).shards(2).start(program, ROWS.split(2));
    }

    private static Model model(int units) {
        Node input = Input.of(3);
        Node x = Dense.of(units).named("hidden").apply(input);
        return Model.of(input, Dense.of(2).named("out").apply(x));
    }

    /** Its phase and its evaluation throw from step 1 on. */
    public static final class Throwing implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", model(4));
            Loss loss = SparseCategoricalCrossentropy.fromLogits();
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                if (step.number() == 1) {
                    throw new IllegalStateException("no more of this");
                }
                return step.loss(loss, batch, model.call(batch.features(), Mode.TRAINING));
            });
            p.evaluation((step, batch) -> step.mean(model.call(model.call(batch.features()))));
        }
    }

    @Test
    void phaseThatThrows_isNamedWithStepShardAndLine() {
        try (Training training = start(Throwing.class)) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(PhaseException.class)
                    .hasMessageMatching(
                            "Cannot compute phase 'train' at epoch 1, step 1, shard 0 of program \\S+UserFailureTest\\$Throwing:"
                                    + " java.lang.IllegalStateException: no more of this \\(at UserFailureTest.java:\\d+\\)")
                    .satisfies(thrown -> assertThat(((PhaseException) thrown).trace())
                            .startsWith("java.lang.IllegalStateException: no more of this\n"
                                    + "\tat io.kindling.program.UserFailureTest"));
        }
    }

    @Test
    void evaluationThatThrows_isNamedWithItsLineAndKindlingsMessage() {
        try (Training training = start(Throwing.class)) {
            assertThatThrownBy(training::evaluate)
                    .isInstanceOf(PhaseException.class)
                    .hasMessageStartingWith("Cannot compute the evaluation of program ")
                    .hasMessageContaining(": Cannot ")
                    .hasMessageMatching("(?s).* \\(at UserFailureTest.java:\\d+\\)");
        }
    }

    /** Its classes are fewer than the rows'. The kernel of a plan finds that; no line of a program is on its stack then. */
    public static final class TooFewLogits implements Program {
        private static int phaseLine;
        private static int evaluationLine;

        private static int nextLine() {
            return new Throwable().getStackTrace()[1].getLineNumber() + 1;
        }

        @Override
        public void define(ProgramBuilder p) {
            Node input = Input.of(3);
            Model model = p.model("m", Model.of(input, Dense.of(1).apply(input)));
            Loss loss = SparseCategoricalCrossentropy.fromLogits();
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> {
                Tensor logits = model.call(batch.features(), Mode.TRAINING);
                phaseLine = nextLine();
                return step.loss(loss, batch, logits);
            });
            p.evaluation((step, batch) -> {
                Tensor logits = model.call(batch.features());
                evaluationLine = nextLine();
                return step.loss(loss, batch, logits);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void labelBeyondTheLogits_isNamedWithTheLineOfItsLoss(Execution execution) {
        try (Training training =
                Runner.local(2).batchSize(4).shards(2).execution(execution).start(TooFewLogits.class, ROWS.split(2))) {
            assertThatThrownBy(() -> training.epoch().forEach(step -> {}))
                    .isInstanceOf(PhaseException.class)
                    .hasMessageMatching("Cannot compute phase 'train' at epoch 1, step 0, shard \\d of program"
                            + " \\S+TooFewLogits: Invalid label: 1 in row \\d \\(logits \\(\\d, 1\\) have classes 0 to 0\\)"
                            + " \\(at UserFailureTest.java:" + TooFewLogits.phaseLine + "\\)");
        }
        try (Training training = Runner.local(2).execution(execution).start(TooFewLogits.class, ROWS.split(2))) {
            assertThatThrownBy(training::evaluate)
                    .hasMessageStartingWith("Cannot compute the evaluation of program ")
                    .hasMessageContaining(": Invalid label: 1 in row ")
                    .hasMessageEndingWith(" (at UserFailureTest.java:" + TooFewLogits.evaluationLine + ")");
        }
    }

    /** The command line calls programs, too: its parser's line is none of the user's. */
    @Test
    void lineOfALibraryThatCalledTheProgram_isNotNamed() {
        IllegalStateException thrown = new IllegalStateException("no more of this");
        StackTraceElement library = new StackTraceElement(Test.class.getName(), "call", "Library.java", 2031);
        thrown.setStackTrace(new StackTraceElement[] {library});
        assertThat(UserFailure.message(thrown, Throwing.class.getName()))
                .isEqualTo("java.lang.IllegalStateException: no more of this");
        StackTraceElement own = new StackTraceElement(Throwing.class.getName(), "define", "Throwing.java", 7);
        thrown.setStackTrace(new StackTraceElement[] {library, own});
        assertThat(UserFailure.message(thrown, Throwing.class.getName())).endsWith(" (at Throwing.java:7)");
    }

    /** Its learning rate depends on the losses of epochs. */
    public static final class OnAPlateau implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", model(4));
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(ReduceLROnPlateau.of(0.1)))
                    .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
        }
    }

    @Test
    void scheduleThatNeedsLosses_isRefused() {
        assertThatThrownBy(() -> start(OnAPlateau.class))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("Cannot use ReduceLROnPlateau in phase 'train'")
                .hasMessageContaining("ExponentialDecay");
    }

    /** Reads an undefined setting. */
    public static final class Undefined implements Program {
        @Override
        public void define(ProgramBuilder p) {
            p.config().integer("units");
        }
    }

    @Test
    void defineThatThrows_isNamedWithItsLine() {
        assertThatThrownBy(() -> start(Undefined.class))
                .isInstanceOf(ProgramException.class)
                .hasMessageMatching("Cannot build program \\S+Undefined: Cannot find 'units': there are \\[\\]"
                        + " \\(at UserFailureTest.java:\\d+\\)");
    }

    /** Has one more unit each time it is built. */
    public static final class Counting implements Program {
        private static int built;

        @Override
        public void define(ProgramBuilder p) {
            built++;
            Model model = p.model("m", model(3 + built));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> step.mean(batch.features()));
        }
    }

    @Test
    void nondeterministicProgram_isRefusedWithTheFirstWeightThatDiffers() {
        assertThatThrownBy(() -> start(Counting.class))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining(
                        "building it twice gave different things: in model 'm' weight 'hidden/kernel' of shape"
                                + " (3, 4), then weight 'hidden/kernel' of shape (3, 5). It must not depend on the time");
    }

    /** Has initial weights that depend on the clock. */
    public static final class Clocked implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("m", model(4));
            float[] bias = {System.nanoTime() & 0xffff, System.nanoTime() >>> 16 & 0xffff};
            model.weights().get(3).assign(Tensor.of(bias, 2));
            p.phase("train").updates(model).with(SGD.of(0.1)).loss((step, batch) -> step.mean(batch.features()));
        }
    }

    @Test
    void initialWeightsThatDependOnTheClock_areRefused() {
        assertThatThrownBy(() -> start(Clocked.class))
                .hasMessageContaining("in model 'm' weight 'out/bias' begins with other values.");
    }

    /** Has no constructor without arguments. */
    public static final class WithArgument implements Program {
        public WithArgument(String unused) {}

        @Override
        public void define(ProgramBuilder p) {}
    }

    /** Has no instances. */
    public abstract static class Abstract implements Program {}

    /** Has a constructor that takes the enclosing instance. */
    public final class Inner implements Program {
        @Override
        public void define(ProgramBuilder p) {}
    }

    private static final class Hidden implements Program {
        @Override
        public void define(ProgramBuilder p) {}
    }

    @Test
    void classThatCannotBeInstantiated_isRefused() {
        for (Class<? extends Program> program :
                List.of(WithArgument.class, Abstract.class, Inner.class, Hidden.class, Program.class)) {
            assertThatThrownBy(() -> start(program))
                    .isInstanceOf(ProgramException.class)
                    .hasMessage("Cannot create program " + program.getName() + ": it must be a public class, static if"
                            + " nested, not abstract, with a public constructor without arguments.");
        }
    }

    @Test
    void nameOfNoProgram_isRefused() {
        assertThatThrownBy(() -> Runner.local().build("java.lang.String", Config.EMPTY, DataSchema.of(ROWS)))
                .isInstanceOf(ProgramException.class)
                .hasMessage("Cannot build program java.lang.String: the class does not implement"
                        + " io.kindling.program.Program.");
        assertThatThrownBy(() -> Runner.local().build("com.acme.Nowhere", Config.EMPTY, DataSchema.of(ROWS)))
                .isInstanceOf(ProgramException.class)
                .hasMessage("Cannot find program class com.acme.Nowhere: it is neither on the class path nor in a jar"
                        + " given with --jar.");
    }
}
