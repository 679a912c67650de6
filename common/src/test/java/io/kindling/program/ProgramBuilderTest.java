package io.kindling.program;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.metric.Mean;
import io.kindling.nn.optimizer.SGD;
import io.kindling.train.Runner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramBuilderTest {
    /** Declares a metric with a configured name. */
    public static final class Measuring implements Program {
        @Override
        public void define(ProgramBuilder p) {
            p.metric(Mean.named(p.config().string("name")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "loss, Cannot declare metric 'loss': a run's results have a number of that name.",
        "val_accuracy, Cannot declare metric 'val_accuracy': a run's results have a number of that name.",
        "seconds, Cannot declare metric 'seconds': a run's results have a number of that name.",
        "top five, Invalid metric name: 'top five'"
    })
    void reservedOrInvalidMetricName_isRefused(String name, String message) {
        Examples rows = Examples.of(Column.of(new float[4], 2), Column.of(new int[2]));
        Config config = Config.of("name", name);

        assertThatThrownBy(() -> Runner.local(1).start(Measuring.class, config, rows))
                .hasMessageContaining(message);
    }

    /** Declares two models that share a layer. */
    public static final class Sharing implements Program {
        @Override
        public void define(ProgramBuilder p) {
            Node inputs = Input.of(2);
            Node code = Dense.of(1).apply(inputs);
            Model whole = p.model("whole", Model.of(inputs, Dense.of(2).apply(code)));
            p.model("encoder", Model.of(inputs, code));
            p.phase("train")
                    .updates(whole)
                    .with(SGD.of(0.1))
                    .loss((step, batch) -> step.mean(whole.call(batch.features())));
        }
    }

    @Test
    void modelsThatShareAWeight_areRefused() {
        Examples rows = Examples.of(Column.of(new float[4], 2), Column.of(new int[2]));

        assertThatThrownBy(() -> Runner.local(1).start(Sharing.class, rows))
                .hasMessageContaining("Cannot declare models 'whole' and 'encoder': both have weight '")
                .hasMessageContaining("Declare one of them");
    }
}
