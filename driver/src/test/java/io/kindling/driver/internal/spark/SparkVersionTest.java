package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparkVersionTest {
    @Test
    void sparkOfTheBuild_isSupported() {
        assertThatCode(() -> SparkVersion.ofClassPath().requireSupported()).doesNotThrowAnyException();
        assertThatCode(() -> new SparkVersion("4.1.3", "2.13.18").requireSupported())
                .doesNotThrowAnyException();
    }

    @Test
    void unsupportedVersion_isRefusedWithTheFoundAndTheNeededVersions() {
        assertThatThrownBy(() -> new SparkVersion("3.5.1", "2.12.18").requireSupported())
                .hasMessage("Cannot run on Spark 3.5.1 with Scala 2.12.18: Kindling needs Spark 4.1 with Scala 2.13.");
        assertThatThrownBy(() -> new SparkVersion("4.10.0", "2.13.17").requireSupported())
                .hasMessageStartingWith("Cannot run on Spark 4.10.0");
    }
}
