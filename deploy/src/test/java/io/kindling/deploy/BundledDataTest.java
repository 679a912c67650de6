package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The bundled data set in deploy/data, on which the first command of the README trains. */
class BundledDataTest {
    private static final IdxFolder DATA = IdxFolder.open(Location.of("data/fashion-mnist"));

    @Test
    void training_has6000ImagesOfTenClassesOfRoughlyEqualSize() {
        assertHolds(DATA.training(), 6_000);
    }

    @Test
    void test_has1000ImagesOfTenClassesOfRoughlyEqualSize() {
        assertHolds(DATA.test(), 1_000);
    }

    private static void assertHolds(ExampleSource source, int rows) {
        assertThat(source.count()).isEqualTo(rows);
        assertThat(source.classes()).isEqualTo(10);
        Examples all = source.read(LongStream.range(0, rows).toArray());
        assertThat(all.features().dtype()).isEqualTo(DType.UINT8);
        assertThat(all.features().rowShape()).isEqualTo(Shape.of(28, 28));
        int[] labels = (int[]) all.labels().orElseThrow().values();
        for (int label = 0; label < 10; label++) {
            int counted = label;
            assertThat(Arrays.stream(labels).filter(each -> each == counted).count())
                    .isBetween(rows * 85 / 1000L, rows * 115 / 1000L);
        }
    }
}
