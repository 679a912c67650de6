package io.kindling.driver.internal.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.cluster.Diagnosis;
import io.kindling.worker.internal.machine.Machine;
import io.kindling.worker.internal.machine.Version;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorReportTest {
    @Test
    void report_namesTheMasterAlsoWithoutExecutors() {
        DoctorReport report =
                new DoctorReport(new Diagnosis("local[*]", "4.1.0", "2.13", Machine.describe("driver"), List.of()));
        assertThat(report.text(200)).endsWith("\nMaster local[*]: everything runs in this process.\n");
        assertThat(report.text(200))
                .startsWith("Kindling " + Version.NUMBER + " for " + Version.PLATFORM
                        + ", Spark 4.1.0, Scala 2.13 (needs Spark 4.2 on Java 17 to 25 or"
                        + " Spark 4.1 on Java 17 to 22, with Scala 2.13)\n");
        assertThat(report.asJson()).containsEntry("master", "local[*]");
    }

    @Test
    void otherVersion_isReported() {
        DoctorReport report = new DoctorReport(new Diagnosis(
                "local-cluster[1,1,1024]",
                "4.1.0",
                "2.13",
                Machine.describe("driver"),
                List.of(Machine.describe("0").with("spark", "4.0.0"))));
        assertThat(report.text(200))
                .contains(
                        "  versions           Spark 4.0.0, Kindling " + Version.NUMBER + "\n",
                        "\n  machine            at most ")
                .endsWith(
                        ": the driver and the executors have different versions of Java, Spark or Kindling: training is"
                                + " refused.\n");
        assertThat(report.asJson()).containsEntry("agree", false);
    }

    @Test
    void lineLongerThanTheScreen_goesOnBelowItsValue() {
        DoctorReport report =
                new DoctorReport(new Diagnosis("local[*]", "4.1.0", "2.13", Machine.describe("driver"), List.of()));
        String text = report.text(50);
        assertThat(text.lines().skip(1).filter(line -> line.length() > 50 && !line.startsWith("Master")))
                .isEmpty();
        assertThat(text.replaceAll("\n {21}", " ")).isEqualTo(report.text(200));
    }

    @Test
    void oneExecutor_isNamedInTheSingular() {
        DoctorReport report = new DoctorReport(new Diagnosis(
                "local-cluster[1,1,1024]",
                "4.1.0",
                "2.13",
                Machine.describe("driver"),
                List.of(Machine.describe("0"))));
        assertThat(report.text(200)).endsWith(": 1 executor, all with the same libraries and instruction sets.\n");
    }
}
