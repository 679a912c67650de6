package io.kindling.driver.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.driver.table.internal.MissingColumn;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import io.kindling.driver.table.internal.RowReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a run uses, as rows of a known layout.
 *
 * @param table the whole table
 * @param selected those columns, converted to a few types; their names are their positions
 * @param lines the lines that the rows are parsed from; null if Spark's reader gives the rows
 * @param layout the position of each column in a row
 */
record Selection(
        Dataset<Row> table, List<Column> selected, @Nullable CsvLines lines, RowLayout layout) {
    private static final int FIRST_ROWS = 20;

    /**
     * @param name the table's name in messages
     * @param texts columns whose values are text, as in CSV files
     * @param expected what the rows must be; arrays of arrays are looked at if their shape is not among it
     * @throws DataException if a column is missing, or its type does not fit its role
     */
    static Selection of(
            Dataset<Row> table, String name, Columns columns, Set<String> texts, RowSchema.Expected expected) {
        return new SelectionBuilder(table, name, texts, expected).select(columns);
    }

    /** Returns the same rows, parsed from lines. */
    Selection from(@Nullable CsvLines parsed) {
        return new Selection(table, selected, parsed, layout);
    }

    /** Returns the table with only those columns, as Spark's reader gives them. */
    Dataset<Row> rows() {
        return table.select(selected.toArray(Column[]::new));
    }

    /**
     * The table's own columns, followed by what else a row needs.
     *
     * @param layout where the selected columns are in such a row
     */
    record WithOwn(List<Column> columns, RowLayout layout) {}

    /** Returns the table's own columns and the selected features, each column once, and the place of a row. */
    WithOwn withOwn() {
        List<String> own = TableFormat.columns(table);
        Map<String, Integer> positions = new HashMap<>();
        own.forEach(name -> positions.put(name, positions.size()));
        List<Column> columns =
                new ArrayList<>(own.stream().map(Selection::column).toList());
        StructType schema = table.schema();
        List<Part> features = new ArrayList<>();
        for (Part part : layout.features()) {
            boolean converted = part.kind() == Kind.NUMBER
                    || isConverted(schema.apply(part.name()).dataType());
            int at = converted ? columns.size() : Objects.requireNonNull(positions.get(part.name()));
            features.add(new Part(part.name(), part.kind(), at, part.dims()));
            if (converted) {
                columns.add(selected.get(part.at()));
            }
        }
        int placeAt = columns.size();
        columns.addAll(selected.subList(layout.placeAt(), layout.columns()));
        return new WithOwn(
                columns,
                new RowLayout(
                        features, layout.inputs(), null, null, placeAt, layout.mayBeMalformed(), layout.inFiles()));
    }

    /** Whether arrays of this type are read as doubles. */
    static boolean isConverted(DataType type) {
        return type instanceof ArrayType && (leaf(type) instanceof DecimalType || leaf(type) instanceof BooleanType);
    }

    /** The type of the elements of arrays, or of arrays of arrays; other types themselves. */
    static DataType leaf(DataType type) {
        return type instanceof ArrayType array ? leaf(array.elementType()) : type;
    }

    /** Returns the places of the same rows, and little else: Spark parses no lines without a column of theirs. */
    Selection placesOnly() {
        int placeAt = lines == null && layout.mayBeMalformed() ? 1 : 0;
        List<Column> places = new ArrayList<>(selected.subList(0, placeAt));
        places.addAll(selected.subList(layout.placeAt(), layout.columns()));
        return new Selection(
                table,
                places,
                lines,
                new RowLayout(List.of(), null, null, placeAt, layout.mayBeMalformed(), layout.inFiles()));
    }

    /**
     * Returns the same rows, followed by the values of another column as text.
     *
     * @param name the table's name in messages
     * @throws DataException if there is no such column
     */
    Selection withGroup(String column, String name) {
        List<String> names = TableFormat.columns(table);
        if (!names.contains(column)) {
            throw MissingColumn.of(column, "groups", name, names, false);
        }
        List<Column> all = new ArrayList<>(selected);
        all.add(column(column).cast(DataTypes.StringType).as(Integer.toString(selected.size())));
        return new Selection(table, all, null, layout);
    }

    /** Returns the same rows, followed by each record as text: a line that could not be parsed, or else its columns as JSON. */
    Dataset<Row> withRecord() {
        List<Column> all = new ArrayList<>(selected);
        Column own = to_json(struct(
                TableFormat.columns(table).stream().map(Selection::column).toArray(Column[]::new)));
        all.add(layout.mayBeMalformed() ? coalesce(column(TableFormat.MALFORMED), own) : own);
        return table.select(all.toArray(Column[]::new));
    }

    /**
     * Returns the column with this name. A dot in the name does not select a field of a structure. Spark looks it up when columns
     * are selected, all at once: {@link Dataset#col} would read the whole schema for each column.
     */
    static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /**
     * Returns the feature columns with numbers in the first rows, if others have texts there and nothing else; empty if none do.
     * Runs a Spark job.
     */
    Optional<List<String>> columnsOfNumbers() {
        List<Part> features = layout.features();
        List<Row> first = rows().limit(FIRST_ROWS).collectAsList();
        List<String> numbers = features.stream()
                .filter(part -> part.kind() != Kind.TEXT
                        || first.stream()
                                .map(row -> row.getString(part.at()))
                                .allMatch(text -> text == null || RowReader.number(text) != null))
                .map(Part::name)
                .toList();
        return Optional.of(numbers).filter(some -> !some.isEmpty() && some.size() < features.size());
    }

    /** Returns the same rows without their features. */
    Selection withoutFeatures() {
        List<Column> others = selected.subList(layout.features().size(), layout.columns());
        return new Selection(table, others, lines, layout.withoutFeatures());
    }
}
