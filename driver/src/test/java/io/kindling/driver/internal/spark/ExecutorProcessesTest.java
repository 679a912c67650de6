package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.spark.SparkRunner;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorProcessesTest {
    private static final String MASTER = "local-cluster[2,1,512]";

    private static SparkConf conf() {
        return new SparkConf(false).set("spark.master", MASTER);
    }

    @Test
    void withoutASparkHome_noneIsStarted() {
        assumeTrue(System.getenv("SPARK_HOME") == null);
        assertThatThrownBy(() -> SparkRunner.session(MASTER))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Cannot start the executor processes of " + MASTER
                        + ": Spark looks for their jars in $SPARK_HOME/jars, and that variable is not set. Set the"
                        + " environment variable SPARK_HOME to ");
    }

    @Test
    void sessionThatDoesNotGiveThemKindling_isRefused() {
        assertThatThrownBy(() -> ExecutorProcesses.requireClasses(conf()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Cannot compute on the executor processes of " + MASTER
                        + ": they do not have Kindling's classes. Start the session with SparkRunner.session(\""
                        + MASTER
                        + "\"), ");
        ExecutorProcesses.requireClasses(conf().set("spark.executor.extraClassPath", "kindling.jar"));
        ExecutorProcesses.requireClasses(conf().set("spark.jars", "kindling-spark.jar"));
        ExecutorProcesses.requireClasses(conf().set("spark.master", "spark://host:7077"));
    }

    @Test
    void archive_isTheLastOneOfThisProcess() {
        assertThat(ExecutorProcesses.archive(List.of("-Xmx2g"))).isEmpty();
        assertThat(ExecutorProcesses.archive(
                        List.of("-XX:SharedArchiveFile=/a/first.jsa", "-XX:SharedArchiveFile=/a b/last.jsa", "-Xmx2g")))
                .hasValue("-Xlog:cds*=off \"-XX:SharedArchiveFile=/a b/last.jsa\"");
    }

    @Test
    void masterWithoutSpark_needsNoSession() {
        assertThatThrownBy(() -> SparkRunner.session("none"))
                .hasMessage("Invalid master: none (one of Spark; Runner.local() needs no session)");
    }
}
