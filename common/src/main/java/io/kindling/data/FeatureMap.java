package io.kindling.data;

import io.kindling.tensor.MemoryPool;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Computes new features from those of rows, in chunks of rows.
 *
 * @param function computes each row only from the same row
 */
record FeatureMap(UnaryOperator<Tensor> function) {
    private static final int CHUNK_ROWS = 1024;

    Column of(Column features) {
        List<Column> mapped = new ArrayList<>();
        int from = 0;
        try (MemoryPool pool = new MemoryPool()) {
            do {
                int to = (int) Math.min(features.count(), (long) from + CHUNK_ROWS);
                mapped.add(of(features, from, to, pool));
                from = to;
            } while (from < features.count());
        }
        return Column.concat(mapped);
    }

    @SuppressWarnings("try") // The scope owns the tensors that the function creates.
    private Column of(Column features, int from, int to, MemoryPool pool) {
        try (TensorScope scope = TensorScope.open(pool)) {
            Column mapped = Column.of(function.apply(features.tensor(from, to)));
            if (mapped.count() != to - from) {
                throw new IllegalArgumentException("Invalid function: " + mapped.count() + " rows from " + (to - from)
                        + " (the number of rows must not change)");
            }
            return mapped;
        }
    }
}
