package io.kindling.train.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    @Test
    void differences_areNamedByTheirPaths() {
        Config before = Config.of(
                "same",
                1,
                "layers",
                List.of(Config.of("units", 8), Config.of("units", 4)),
                "hidden",
                List.of(8, 4),
                "limit",
                100);
        Config now = Config.of(
                "same",
                1,
                "layers",
                List.of(Config.of("units", 8), Config.of("units", 5)),
                "hidden",
                List.of(8),
                "shuffle",
                "full");
        assertThat(Differences.between(before, now))
                .containsExactly(
                        "hidden: [8, 4], now [8]",
                        "layers[1].units: 4, now 5",
                        "limit: 100, now not set",
                        "shuffle: not set, now full");
        assertThat(Differences.between(before, before)).isEmpty();
    }
}
