package io.kindling.driver.table.internal;

import static org.apache.spark.sql.functions.array_size;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_element_at;

import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A column of arrays of arrays, such as images.
 *
 * @param table the whole table
 * @param name its name in messages
 * @param column the column
 * @param rank the number of axes of a row's value
 */
public record NestedArrays(Dataset<Row> table, String name, String column, int rank) {
    /**
     * Returns the sizes that the arrays of each row must have, from the outermost on.
     *
     * @param expected the shape that rows must have, if it is known; axes of size 1 at its end may be missing, or be the arrays'
     */
    public List<Integer> dims(Optional<Shape> expected) {
        return expected.filter(shape -> shape.rank() > 1).flatMap(this::fitted).orElseGet(this::found);
    }

    private Optional<List<Integer>> fitted(Shape shape) {
        List<Integer> dims = new ArrayList<>(shape.asList());
        while (dims.size() > rank && dims.get(dims.size() - 1) == 1) {
            dims.remove(dims.size() - 1);
        }
        while (dims.size() < rank) {
            dims.add(1);
        }
        return dims.size() == rank ? Optional.of(dims) : Optional.empty();
    }

    /** Returns the sizes in a row that has values; zeros if there is none. */
    private List<Integer> found() {
        List<Column> sizes = new ArrayList<>();
        Column array = col("`" + column.replace("`", "``") + "`");
        for (int axis = 0; axis < rank; axis++) {
            sizes.add(array_size(array));
            array = try_element_at(array, lit(1));
        }
        Column innermost = sizes.get(rank - 1);
        List<Row> rows = Unreadable.explain(
                name,
                () -> table.where(innermost.gt(0))
                        .select(sizes.toArray(Column[]::new))
                        .takeAsList(1));
        if (rows.isEmpty()) {
            return Collections.nCopies(rank, 0);
        }
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            dims.add(rows.get(0).getInt(axis));
        }
        return dims;
    }
}
