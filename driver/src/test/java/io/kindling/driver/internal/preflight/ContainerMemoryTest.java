package io.kindling.driver.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ContainerMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    private static ContainerMemory memory(Map<String, String> settings) {
        SparkConf conf = new SparkConf(false);
        settings.forEach(conf::set);
        return ContainerMemory.of(conf);
    }

    @Test
    void overhead_isSparksDefaultUnlessItIsSet() {
        assertThat(memory(Map.of()).overheadBytes()).isEqualTo(384 * MEBIBYTE);
        assertThat(memory(Map.of("spark.executor.memory", "10g")).overheadBytes())
                .isEqualTo(1024 * MEBIBYTE);
        assertThat(memory(Map.of("spark.executor.memoryOverhead", "700")).overheadBytes())
                .isEqualTo(700 * MEBIBYTE);
        assertThat(memory(Map.of("spark.executor.memoryOverhead", "2g")).overheadBytes())
                .isEqualTo(2048 * MEBIBYTE);
    }

    @Test
    void tasks_areTheCoresDividedByTheCpusOfATask() {
        assertThat(memory(Map.of()).tasks()).isEqualTo(1);
        assertThat(memory(Map.of("spark.executor.cores", "8", "spark.task.cpus", "2"))
                        .tasks())
                .isEqualTo(4);
    }

    @Test
    void room_countsEachConcurrentTask() {
        ContainerMemory container = new ContainerMemory(512 * MEBIBYTE, 4);
        assertThatCode(() -> container.requireRoomFor(64 * MEBIBYTE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> container.requireRoomFor(65 * MEBIBYTE))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "Cannot train in containers this small: outside Java's heap, an executor with 4 concurrent tasks"
                                + " needs about 516 MiB for native libraries, weights and plans, and its container leaves 512."
                                + " Set --conf spark.executor.memoryOverhead=516m, or run fewer tasks per executor.");
    }
}
