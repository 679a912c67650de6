package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingClassTest {
    @ParameterizedTest
    @ValueSource(strings = {"spark.extraListeners", "spark.plugins", "spark.serializer"})
    void classThatASettingNames_isNamed(String setting) {
        assertThatThrownBy(() -> SparkEngine.start(SparkMaster.Local.threads(1), Map.of(setting, "com.acme.Gone")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Cannot start Spark on local[1]: class com.acme.Gone, which " + setting
                        + " names, is not on the class path. Add its jar, or remove the setting.");
    }

    @Test
    void otherFailures_areNot() {
        assertThat(MissingClass.of(new IllegalStateException("busy"), Map.of())).isEmpty();
    }
}
