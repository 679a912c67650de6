package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.tensor.Shape;
import org.junit.jupiter.api.Test;

class GatheredRowsTest {
    private static final long[] IDS = {10, 12, 14};

    private static RowSchema schema() {
        return new RowSchema(Shape.of(2), new Labels.Numbers(3), true, FeatureLayout.NONE);
    }

    private static Examples piece(long[] ids, float[] features, int[] labels, float[] weights) {
        return Examples.wrap(
                Column.wrap(Shape.of(2), ids.length, features),
                Column.wrap(Shape.SCALAR, ids.length, labels),
                Column.wrap(Shape.SCALAR, ids.length, weights),
                ids);
    }

    @Test
    void piecesInAnyOrder_arePutInTableOrder() {
        GatheredRows rows = new GatheredRows(schema(), IDS);
        rows.add(piece(new long[] {14, 10}, new float[] {5, 6, 1, 2}, new int[] {2, 0}, new float[] {3, 1}));
        rows.add(piece(new long[] {12}, new float[] {3, 4}, new int[] {1}, new float[] {2}));
        Examples gathered = rows.take();
        assertThat((float[]) gathered.features().values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat((int[]) gathered.labels().orElseThrow().values()).containsExactly(0, 1, 2);
        assertThat((float[]) gathered.weights().orElseThrow().values()).containsExactly(1, 2, 3);
        assertThat(gathered.rowIds()).containsExactly(IDS);
    }

    @Test
    void missingAndForeignRows_areReported() {
        GatheredRows rows = new GatheredRows(schema(), IDS);
        rows.add(piece(new long[] {12}, new float[2], new int[1], new float[1]));
        assertThatThrownBy(rows::take)
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot place rows: a shard received 1 of its 3. The table was changed after it was checked.");
        assertThatThrownBy(() -> rows.add(piece(new long[] {11}, new float[2], new int[1], new float[1])))
                .isInstanceOf(DataException.class);
    }
}
