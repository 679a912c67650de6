package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.nn.Model;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.ProgramException;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.train.Runner;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GenerationTest {
    /** Generates 3 numbers from 2 random numbers. */
    public static class Generating implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Model model = p.model("generator", Model.sequential(Input.of(2), Dense.of(3)));
            p.phase("train")
                    .updates(model)
                    .with(SGD.of(0.1))
                    .loss((step, batch) -> step.mean(model.call(batch.features())));
            generation(p, model);
        }

        void generation(ProgramBuilder p, Model model) {
            p.generation((step, rows) -> model.call(step.normal(rows, 2)));
        }
    }

    /** Declares no generation. */
    public static final class WithoutGeneration extends Generating {
        @Override
        void generation(ProgramBuilder p, Model model) {}
    }

    /** Generates one row too few. */
    public static final class MissingRow extends Generating {
        @Override
        void generation(ProgramBuilder p, Model model) {
            p.generation((step, rows) -> Ops.slice(model.call(step.normal(rows, 2)), 0, 1, rows.count() - 1));
        }
    }

    private static BuiltProgram built(Class<? extends Program> program) {
        DataSchema schema = new DataSchema(DType.FLOAT32, Shape.of(2), DType.INT32, Shape.SCALAR, 2, false);
        return Runner.local().build(program.getName(), Config.EMPTY, schema);
    }

    private static float[] rows(BuiltProgram program, long seed, int count) {
        Column rows = new Generation(program, seed).rows(count);
        assertThat(rows.count()).isEqualTo(count);
        return rows.asFloats();
    }

    @Test
    void row_dependsOnSeedAndNumberAlone() {
        BuiltProgram program = built(Generating.class);
        float[] few = rows(program, 5, 40);
        float[] many = rows(program, 5, 150);

        assertThat(Arrays.copyOf(many, few.length)).isEqualTo(few);
        assertThat(Arrays.copyOfRange(many, 64 * 3, 65 * 3)).isNotEqualTo(Arrays.copyOf(many, 3));
        assertThat(rows(program, 6, 40)).isNotEqualTo(few);
    }

    @Test
    void programWithoutGeneration_orWithAnotherNumberOfRows_isRefused() {
        assertThatThrownBy(() -> rows(built(WithoutGeneration.class), 1, 2))
                .isInstanceOf(ProgramException.class)
                .hasMessageEndingWith("it declares no generation. Declare one with p.generation(...).");
        assertThatThrownBy(() -> rows(built(MissingRow.class), 1, 2))
                .isInstanceOf(ProgramException.class)
                .hasMessageEndingWith("it gives (1, 3) for 2 rows. The leading axis must be the rows.");
    }
}
