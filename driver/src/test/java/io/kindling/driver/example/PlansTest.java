package io.kindling.driver.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.compile.internal.PlanProfile;
import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.program.Program;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The kernels in the plans of the bundled programs.
 *
 * @see io.kindling.compile.internal.Plan
 */
class PlansTest {
    private static final Map<Class<? extends Program>, Config> PROGRAMS = Map.of(
            Classifier.class, Classifier.DEFAULTS,
            ConvolutionalClassifier.class, ConvolutionalClassifier.DEFAULTS,
            DigitsProgram.class, Config.EMPTY,
            Dcgan.class, Config.EMPTY,
            WganGp.class, Config.EMPTY);

    @Test
    void everyKernelOfTheBundledPrograms_isPrepared() {
        PlanProfile.timeAll();
        PROGRAMS.forEach((program, config) -> {
            byte[] pixels = new byte[8 * 28 * 28];
            Column features =
                    program == DigitsProgram.class ? Column.of(new float[8 * 784], 784) : Column.of(pixels, 28, 28);
            Examples rows = Examples.of(features, Column.of(new int[] {0, 1, 2, 3, 4, 5, 6, 7}));
            try (Training training = Runner.local(1).batchSize(8).shards(2).start(program, config, rows)) {
                training.epoch().forEach(step -> {});
            }
        });
        List<String> names =
                PlanProfile.all().stream().map(PlanProfile.Line::kernel).toList();
        Set<String> eager = new TreeSet<>(
                names.stream().filter(name -> name.contains("(eager)")).toList());
        assertThat(names).contains("max_pool", "sparse_softmax_crossentropy_gradient (shared softmax)");
        assertThat(eager).isEmpty();
    }
}
