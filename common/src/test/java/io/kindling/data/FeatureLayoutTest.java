package io.kindling.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureLayoutTest {
    private static final Column IDS = Column.of(new int[] {7, 1 << 30, 9});
    private static final Column IMAGES = Column.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, -1, 0, 0, 0}, 2, 2);
    private static final Column SIZES = Column.of(new float[] {0.5f, 1.5f, 2.5f}, 1);

    private static Examples rows() {
        return Examples.of(Map.of("size", SIZES, "image", IMAGES, "id", IDS))
                .withLabels(Column.of(new int[] {0, 1, 0}));
    }

    @Test
    void namedFeatures_haveTheirTypesShapesAndNumbers_inEveryBatch() {
        Batch batch = rows().select(new int[] {2, 1}).batch();

        Tensor ids = batch.features("id");
        assertThat(ids.dtype()).isEqualTo(DType.INT32);
        assertThat(ids.longs()).containsExactly(9, 1 << 30);
        assertThat(ids.rows()).contains(batch.rows());
        assertThat(batch.features("image").shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(batch.features("image").longs()).containsExactly(255, 0, 0, 0, 5, 6, 7, 8);
        assertThat(batch.features(List.of("size", "id")).get(0).floats()).containsExactly(2.5f, 1.5f);
        assertThat(rows().slice(0, 1)
                        .withWeights(new float[] {2})
                        .batch()
                        .features("size")
                        .item())
                .isEqualTo(0.5);
    }

    @Test
    void features_areVectorsOfAllInTheOrderOfNames() {
        assertThat(rows().features().rowShape()).isEqualTo(Shape.of(6));
        assertThat(rows().features().slice(0, 1).tensor().doubles()).containsExactly(7, 1, 2, 3, 4, 0.5);
        assertThat(Examples.of(Map.of("image", IMAGES, "size", SIZES))
                        .features()
                        .dtype())
                .isEqualTo(DType.FLOAT32);
        assertThat(Examples.of(Map.of("id", IDS)).features().dtype()).isEqualTo(DType.INT32);
    }

    @Test
    void badColumnsAndNames_areRefused() {
        assertThatThrownBy(() -> rows().batch().features("age"))
                .hasMessage("Cannot find feature 'age': there are id, image, size.");
        assertThatThrownBy(() -> rows().batch().features(List.of("age", "size", "name")))
                .isInstanceOf(FeatureNameException.class)
                .hasMessage("Cannot find features 'age', 'name': there are id, image, size.");
        assertThat(rows().layout().shape("image")).isEqualTo(IMAGES.rowShape());
        assertThatThrownBy(() -> rows().map(x -> x).batch().features("id"))
                .hasMessageStartingWith("Cannot find feature 'id': the features of these rows have no names.");
        assertThatThrownBy(() -> Examples.of(Map.of("a", SIZES, "b", Column.of(new float[2]))))
                .hasMessage("Invalid feature 'b': 2 rows ('a' has 3)");
        assertThatThrownBy(() -> Examples.of(Map.of())).hasMessage("Invalid features: none (at least one column)");
        Column large = Column.of(new long[] {(1L << 53) + 1, 0, 0});
        assertThatThrownBy(() -> Examples.of(Map.of("size", SIZES, "id", large)))
                .hasMessage("Cannot hold 9007199254740993 as float64: it is not exact beyond 2^53.");
    }
}
