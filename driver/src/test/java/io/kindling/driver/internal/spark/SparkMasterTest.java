package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster.Kubernetes;
import io.kindling.driver.internal.spark.SparkMaster.Local;
import io.kindling.driver.internal.spark.SparkMaster.LocalCluster;
import io.kindling.driver.internal.spark.SparkMaster.None;
import io.kindling.driver.internal.spark.SparkMaster.Other;
import io.kindling.driver.internal.spark.SparkMaster.Standalone;
import io.kindling.driver.internal.spark.SparkMaster.Standalone.Address;
import io.kindling.driver.internal.spark.SparkMaster.Yarn;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {
    private static final OptionalInt UNSET = OptionalInt.empty();

    /** A URL's master, and which processes it starts where. */
    record Row(String url, SparkMaster master, boolean thisProcess, boolean thisMachine) {}

    static Stream<Row> table() {
        return Stream.of(
                new Row("none", new None(), true, true),
                new Row("local", new Local("local", UNSET), true, true),
                new Row("local[2]", Local.threads(2), true, true),
                new Row("local[02]", new Local("local[02]", UNSET), true, true),
                new Row("local[*]", new Local("local[*]", UNSET), true, true),
                new Row("local[2,4]", new Local("local[2,4]", OptionalInt.of(4)), true, true),
                new Row("local[*, 4]", new Local("local[*, 4]", OptionalInt.of(4)), true, true),
                new Row("local-cluster[2,3,1024]", cluster("local-cluster[2,3,1024]"), false, true),
                new Row("local-cluster[ 2 , 3 , 1024 ]", cluster("local-cluster[ 2 , 3 , 1024 ]"), false, true),
                new Row("spark://h:7077", standalone("spark://h:7077", new Address("h", 7077)), false, false),
                new Row(
                        "spark://[::1]:1,h:2",
                        standalone("spark://[::1]:1,h:2", new Address("[::1]", 1), new Address("h", 2)),
                        false,
                        false),
                new Row("yarn", new Yarn(), false, false),
                new Row("k8s://https://h:443", new Kubernetes("k8s://https://h:443"), false, false),
                new Row("mesos://h:5050", new Other("mesos://h:5050"), false, false));
    }

    private static SparkMaster cluster(String url) {
        return new LocalCluster(url, 2, 3, 1024);
    }

    private static SparkMaster standalone(String url, Address... masters) {
        return new Standalone(url, List.of(masters));
    }

    @ParameterizedTest
    @MethodSource("table")
    void url_isParsed(Row row) {
        SparkMaster master = SparkMaster.of(row.url());
        assertThat(master).isEqualTo(row.master());
        assertThat(master.url()).isEqualTo(row.url());
        assertThat(master.isThisProcess()).isEqualTo(row.thisProcess());
        assertThat(master.isThisMachine()).isEqualTo(row.thisMachine());
    }

    @Test
    void localCluster_countsTheCoresOfAllExecutors() {
        assertThat(new LocalCluster("local-cluster[2,3,1024]", 2, 3, 1024).cores())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lokal",
                "local[0]",
                "local[-1]",
                "local[]",
                "local[2",
                "local[2,]",
                "local[2]x",
                "local[9999999999]",
                "local-cluster",
                "local-cluster[2,1]",
                "local-cluster[2,1,9999999999]",
                "Yarn",
                "k8s://",
                "mesos://h:5050"
            })
    void settingThatSparkDoesNotKnow_isRefused(String url) {
        assertThatThrownBy(() -> SparkMaster.ofSetting(url))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid master: " + url + " (none, local, local[N], local[*],"
                        + " local-cluster[EXECUTORS,CORES,MEGABYTES], spark://HOST:PORT, yarn, k8s://URL)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark://",
                "spark://h",
                "spark://h:",
                "spark://h:x",
                "spark://h:70770",
                "spark://h:1,",
                "spark://h:1/x"
            })
    void standaloneUrlThatSparkCannotParse_isRefused(String url) {
        assertThatThrownBy(() -> SparkMaster.ofSetting(url))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid master: " + url + " (spark://HOST:PORT, or spark://HOST:PORT,HOST:PORT,...)");
    }
}
