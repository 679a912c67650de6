package io.kindling.driver.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.kindling.config.DidYouMean;
import io.kindling.data.DataException;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import io.kindling.driver.table.internal.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a run uses, as rows of a known layout.
 *
 * @param rows the table with only those columns, converted to a few types
 * @param withOwn the same rows, followed by a structure of the table's own columns
 * @param layout the position of each column in a row
 */
record Selection(Dataset<Row> rows, Dataset<Row> withOwn, RowLayout layout) {
    private static final String FILE = "_metadata.file_path";
    private static final String BLOCK = "_metadata.file_block_start";
    private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

    /**
     * @param name the table's name in messages
     * @param texts whether all values are text, as in CSV files
     * @throws DataException if a column is missing, or its type does not fit its role
     */
    static Selection of(Dataset<Row> table, String name, Columns columns, boolean texts) {
        return new Builder(table, name, texts).select(columns);
    }

    /** Returns the same rows without their features. */
    Selection withoutFeatures() {
        Column[] others = IntStream.range(layout.labelAt(), layout.blockAt() + 1)
                .mapToObj(at -> rows.col(Integer.toString(at)))
                .toArray(Column[]::new);
        return new Selection(
                rows.select(others),
                withOwn,
                new RowLayout(List.of(), layout.label(), layout.weight(), layout.mayBeMalformed(), layout.inFiles()));
    }

    /** Collects the selected columns and their kinds. */
    private static final class Builder {
        private final Dataset<Row> table;
        private final String name;
        private final boolean texts;
        private final List<String> names;
        private final List<Column> selected = new ArrayList<>();

        Builder(Dataset<Row> table, String name, boolean texts) {
            this.table = table;
            this.name = name;
            this.texts = texts;
            this.names = TableFormat.columns(table);
        }

        Selection select(Columns columns) {
            List<Part> parts = columns.featuresAmong(names, name).stream()
                    .map(this::feature)
                    .toList();
            Part label = columns.label().map(this::label).orElse(null);
            Part weight = columns.weight().map(this::weight).orElse(null);
            boolean mayBeMalformed = Arrays.asList(table.columns()).contains(TableFormat.MALFORMED);
            if (mayBeMalformed) {
                selected.add(column(TableFormat.MALFORMED));
            }
            boolean inFiles = RowOrder.isOfFiles(table);
            selected.add(inFiles ? table.col(FILE) : lit(""));
            selected.add(inFiles ? table.col(BLOCK) : lit(0L));
            String[] byPlace = IntStream.range(0, selected.size())
                    .mapToObj(Integer::toString)
                    .toArray(String[]::new);
            Dataset<Row> rows = table.select(selected.toArray(Column[]::new)).toDF(byPlace);
            selected.add(struct(names.stream().map(this::column).toArray(Column[]::new)));
            return new Selection(
                    rows,
                    table.select(selected.toArray(Column[]::new)),
                    new RowLayout(parts, label, weight, mayBeMalformed, inFiles));
        }

        private Part feature(String column) {
            DataType type = type("features", column);
            if (type instanceof ArrayType array && array.elementType() instanceof NumericType element) {
                boolean floats = element instanceof FloatType;
                selected.add(column(column)
                        .cast(DataTypes.createArrayType(floats ? DataTypes.FloatType : DataTypes.DoubleType)));
                return new Part(column, floats ? Kind.FLOATS : Kind.DOUBLES);
            }
            if (isVector(type)) {
                selected.add(column(column));
                return new Part(column, Kind.VECTOR);
            }
            return number("feature", "features are numbers, arrays of numbers or vectors", column, type);
        }

        private Part weight(String column) {
            return number("weight", "weights are numbers", column, type("weight", column));
        }

        private Part number(String role, String rule, String column, DataType type) {
            if (texts && type instanceof StringType) {
                selected.add(column(column));
                return new Part(column, Kind.TEXT);
            }
            if (!(type instanceof NumericType)) {
                throw new DataException("Invalid " + role + " '" + column + "' of " + name + ": a column of type "
                        + type.simpleString() + " (" + rule + ")");
            }
            selected.add(column(column).cast(DataTypes.DoubleType));
            return new Part(column, Kind.NUMBER);
        }

        private Part label(String column) {
            DataType type = type("label", column);
            if (type instanceof StringType) {
                selected.add(column(column));
                return new Part(column, texts ? Kind.TEXT : Kind.NAME);
            }
            if (!(type instanceof NumericType)) {
                throw new DataException("Invalid label '" + column + "' of " + name + ": a column of type "
                        + type.simpleString() + " (labels are whole numbers, strings or numbers)");
            }
            boolean whole = !(type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType);
            selected.add(column(column).cast(whole ? DataTypes.LongType : DataTypes.DoubleType));
            return new Part(column, whole ? Kind.WHOLE : Kind.NUMBER);
        }

        private DataType type(String role, String column) {
            if (!names.contains(column)) {
                throw new DataException("Cannot find column '" + column + "' for " + role + " in " + name + ": it has "
                        + String.join(", ", names)
                        + DidYouMean.to(column, names)
                                .map(near -> ". Did you mean " + near + "?")
                                .orElse("."));
            }
            return table.schema().apply(column).dataType();
        }

        /** Returns the column with this name. A dot in the name does not select a field of a structure. */
        private Column column(String column) {
            return table.col("`" + column.replace("`", "``") + "`");
        }

        /** Returns whether the type is Spark ML's vector type or, if Spark ML is not on the class path, its stored form. */
        private static boolean isVector(DataType type) {
            @Nullable DataType stored = type instanceof UserDefinedType<?> custom ? custom.sqlType() : type;
            return stored instanceof StructType struct
                    && Arrays.asList(struct.fieldNames()).equals(VECTOR);
        }
    }
}
