package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkVersionTest {
    private static SparkVersion version(String spark, String scala, String java) {
        return new SparkVersion(spark, scala, Runtime.Version.parse(java));
    }

    @Test
    void sparkOfTheBuild_isSupported() {
        assertThatCode(() -> SparkVersion.ofClassPath().requireSupported()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"4.2.0, 17", "4.2.1, 21.0.1", "4.2.0, 24", "4.2.0, 25.0.3", "4.2.0, 25.1", "4.1.0, 17.0.15", "4.1.3, 22"
    })
    void supportedVersion_isAccepted(String spark, String java) {
        assertThatCode(() -> version(spark, "2.13.18", java).requireSupported()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.1, 2.12.18, 17",
        "4.10.0, 2.13.17, 17",
        "4.0.1, 2.13.16, 17",
        "4.1.0, 2.13.17, 23",
        "4.2.0, 2.13.18, 26",
        "4.2.0, 2.13.18, 11.0.2"
    })
    void unsupportedVersion_isRefusedWithTheFoundAndTheNeededVersions(String spark, String scala, String java) {
        assertThatThrownBy(() -> version(spark, scala, java).requireSupported())
                .hasMessage(
                        "Cannot run on Spark " + spark + " with Scala " + scala + " and Java "
                                + Runtime.Version.parse(java).feature()
                                + ": Kindling needs Spark 4.2 on Java 17 to 25 or Spark 4.1 on Java 17 to 22, with Scala 2.13.");
    }

    @ParameterizedTest
    @CsvSource({"25, 25", "25.0.1, 25.0.1", "25.0.2+10-LTS, 25.0.2"})
    void javaThatCanCorruptArrays_isRefused(String java, String named) {
        assertThatThrownBy(() -> version("4.2.0", "2.13.18", java).requireSupported())
                .hasMessage("Cannot run on Java " + named
                        + ": it can corrupt arrays that native code uses (JDK-8377811). Update to 25.0.3 or newer, or use Java"
                        + " 17.");
    }
}
