package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.program.DataSchema;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import org.junit.jupiter.api.Test;

class RowMemoryTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final DataSchema HUNDRED_FEATURES =
            new DataSchema(DType.FLOAT32, Shape.of(100), DType.INT32, Shape.SCALAR, 2, false);

    @Test
    void rowsThatDoNotFitThisProcess_areRefusedWithFiguresAndSettings() {
        RowMemory memory = RowMemory.of(HUNDRED_FEATURES, 5_000_000);
        assertThatThrownBy(() -> memory.requireRoomHere(1024 * MEBIBYTE, RowMemory.SPARK_BYTES))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Cannot hold 5,000,000 rows of 416 bytes, 1,984 MB: this process has a heap of 1024 MB, and"
                        + " needs 2736. Give it that (KINDLING_JAVA_OPTS=-Xmx2736m, or spark-submit --driver-memory"
                        + " 2736m), or use fewer rows (--limit).");
        assertThatCode(() -> memory.requireRoomHere(2736 * MEBIBYTE, RowMemory.SPARK_BYTES))
                .doesNotThrowAnyException();
    }

    @Test
    void rowsThatDoNotFitTheExecutors_areRefusedWithFiguresAndSettings() {
        RowMemory memory = RowMemory.of(HUNDRED_FEATURES, 5_000_000);
        assertThatThrownBy(() -> memory.requireRoomOn(2, 868 * MEBIBYTE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("2 executors keep 868 MB for data")
                .hasMessageContaining("--conf spark.executor.memory=");
        assertThatCode(() -> memory.requireRoomOn(5, 2170 * MEBIBYTE)).doesNotThrowAnyException();
    }

    /** The schema's own types count: an image of bytes takes a quarter of one of floats. */
    @Test
    void bytes_areThoseOfTheTypes() {
        DataSchema images = new DataSchema(DType.UINT8, Shape.of(28, 28), DType.UINT8, Shape.SCALAR, 10, true);
        assertThatThrownBy(() -> RowMemory.of(images, 60_000).requireRoomHere(256 * MEBIBYTE, RowMemory.SPARK_BYTES))
                .hasMessageContaining("60,000 rows of 801 bytes");
    }
}
