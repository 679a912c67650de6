package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorWaitTest {
    private static SparkConf conf(String master) {
        return new SparkConf(false).set("spark.master", master);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "local false",
                "local[2] false",
                "local[*,3] false",
                "local-cluster[2,1,1024] true",
                "spark://h:7077 true",
                "yarn true"
            })
    void onlyMastersWithExecutors_needAWait(String master, boolean needed) {
        assertThat(ExecutorWait.isNeeded(conf(master))).isEqualTo(needed);
    }

    @Test
    void dynamicAllocation_needsNoWait() {
        assertThat(ExecutorWait.isNeeded(conf("yarn").set("spark.dynamicAllocation.enabled", "true")))
                .isFalse();
    }
}
