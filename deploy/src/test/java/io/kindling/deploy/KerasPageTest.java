package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.initializer.Initializers;
import io.kindling.nn.layer.Layers;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.optimizer.Optimizers;
import io.kindling.nn.regularizer.Regularizers;
import io.kindling.nn.schedule.Schedules;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for those who come from Keras has all building blocks that there are. */
class KerasPageTest {
    private static final Pattern WORD = Pattern.compile("\\w+");

    @Test
    void everyBuildingBlock_isOnThePage() {
        Set<String> words = WORD.matcher(Pages.text("deploy/docs/keras.md"))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());

        assertThat(words)
                .containsAll(Stream.of(
                                Layers.kinds(),
                                Losses.REGISTRY.kinds(),
                                Metrics.REGISTRY.kinds(),
                                Optimizers.REGISTRY.kinds(),
                                Schedules.REGISTRY.kinds(),
                                Initializers.REGISTRY.kinds(),
                                Regularizers.REGISTRY.kinds())
                        .flatMap(Set::stream)
                        .toList());
    }
}
