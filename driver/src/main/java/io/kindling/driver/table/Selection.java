package io.kindling.driver.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.kindling.config.DidYouMean;
import io.kindling.data.DataException;
import io.kindling.driver.table.internal.CsvLines;
import io.kindling.driver.table.internal.FileTable;
import io.kindling.driver.table.internal.ImagePixels;
import io.kindling.driver.table.internal.NestedArrays;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
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
    private static final String FEATURE = "feature";
    private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

    /**
     * @param name the table's name in messages
     * @param texts columns whose values are text, as in CSV files
     * @param expected what the rows must be; arrays of arrays are looked at if their shape is not among it
     * @throws DataException if a column is missing, or its type does not fit its role
     */
    static Selection of(Dataset<Row> table, String name, Columns columns, Set<String> texts, Table.Expected expected) {
        return new Builder(table, name, texts, expected).select(columns);
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
                columns, new RowLayout(features, null, null, placeAt, layout.mayBeMalformed(), layout.inFiles()));
    }

    /** Whether arrays of this type are read as doubles. */
    private static boolean isConverted(DataType type) {
        return type instanceof ArrayType && (leaf(type) instanceof DecimalType || leaf(type) instanceof BooleanType);
    }

    /** The type of the elements of arrays, or of arrays of arrays; other types themselves. */
    private static DataType leaf(DataType type) {
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
            throw new DataException("Cannot find column '" + column + "' for groups in " + name + ": it has "
                    + String.join(", ", names) + ".");
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
    private static Column column(String name) {
        return col("`" + name.replace("`", "``") + "`");
    }

    /** Returns the same rows without their features. */
    Selection withoutFeatures() {
        List<Column> others = selected.subList(layout.features().size(), layout.columns());
        return new Selection(table, others, lines, layout.withoutFeatures());
    }

    /** Collects the selected columns and their kinds. */
    private static final class Builder {
        private final Dataset<Row> table;
        private final String name;
        private final Set<String> texts;
        private final Table.Expected expected;
        private final Set<String> names;
        private final StructType schema;
        private final List<Column> selected = new ArrayList<>();

        Builder(Dataset<Row> table, String name, Set<String> texts, Table.Expected expected) {
            this.table = table;
            this.name = name;
            this.texts = texts;
            this.expected = expected;
            this.names = new LinkedHashSet<>(TableFormat.columns(table));
            this.schema = table.schema();
        }

        Selection select(Columns columns) {
            List<Part> parts = columns.featuresAmong(List.copyOf(names), name).stream()
                    .map(this::feature)
                    .toList();
            Part label = columns.label().map(this::label).orElse(null);
            Part weight = columns.weight().map(this::weight).orElse(null);
            int placeAt = selected.size();
            boolean mayBeMalformed = Arrays.asList(table.columns()).contains(TableFormat.MALFORMED);
            if (mayBeMalformed) {
                selected.add(column(TableFormat.MALFORMED));
            }
            boolean inFiles = FileTable.isOfFiles(table);
            selected.add(inFiles ? FileTable.file(table) : lit(""));
            selected.add(inFiles ? FileTable.block(table) : lit(0L));
            List<Column> byPlace = IntStream.range(0, selected.size())
                    .mapToObj(at -> selected.get(at).as(Integer.toString(at)))
                    .toList();
            return new Selection(
                    table, byPlace, null, new RowLayout(parts, label, weight, placeAt, mayBeMalformed, inFiles));
        }

        private Part feature(String column) {
            DataType type = type("features", column);
            DataType element = leaf(type);
            if (type instanceof ArrayType array && (element instanceof NumericType || element instanceof BooleanType)) {
                Column value = isConverted(type) ? column(column).cast(ofDoubles(array)) : column(column);
                List<Integer> dims = array.elementType() instanceof ArrayType
                        ? new NestedArrays(table, name, column, rank(array)).dims(expected.shape())
                        : List.of();
                selected.add(value);
                return new Part(column, arrayOf(element), selected.size() - 1, dims);
            }
            if (isVector(type)) {
                return part(column, Kind.VECTOR, column(column));
            }
            if (type instanceof BinaryType) {
                selected.add(column(column));
                return new Part(column, Kind.IMAGE, selected.size() - 1, image(column));
            }
            return number(FEATURE, "features are numbers, booleans, arrays of them or vectors", column, type);
        }

        private Part part(String column, Kind kind, Column value) {
            selected.add(value);
            return new Part(column, kind, selected.size() - 1);
        }

        private List<Integer> image(String column) {
            return expected.shape()
                    .map(shape -> shape.rank() == 2 ? shape.append(1) : shape)
                    .filter(ImagePixels::fits)
                    .orElseThrow(() -> new DataException("Invalid feature '" + column + "' of " + name
                            + ": a column of type binary (to read image files, set --image-shape to their height, width"
                            + " and 1, 3 or 4 channels, such as 28,28,1)"))
                    .asList();
        }

        private static DataType ofDoubles(DataType type) {
            return type instanceof ArrayType array
                    ? DataTypes.createArrayType(ofDoubles(array.elementType()))
                    : DataTypes.DoubleType;
        }

        private static int rank(DataType type) {
            return type instanceof ArrayType array ? 1 + rank(array.elementType()) : 0;
        }

        private static Kind arrayOf(DataType element) {
            if (element instanceof ByteType) {
                return Kind.BYTES;
            }
            if (element instanceof ShortType) {
                return Kind.SHORTS;
            }
            if (element instanceof IntegerType) {
                return Kind.INTS;
            }
            if (element instanceof LongType) {
                return Kind.LONGS;
            }
            return element instanceof FloatType ? Kind.FLOATS : Kind.DOUBLES;
        }

        private Part weight(String column) {
            return number("weight", "weights are numbers", column, type("weight", column));
        }

        private Part number(String role, String rule, String column, DataType type) {
            if (type instanceof StringType) {
                return part(column, Kind.TEXT, column(column));
            }
            if (!(type instanceof NumericType || (type instanceof BooleanType && role.equals(FEATURE)))) {
                throw new DataException("Invalid " + role + " '" + column + "' of " + name + ": a column of type "
                        + type.simpleString() + " (" + rule + ")");
            }
            return part(column, Kind.NUMBER, column(column).cast(DataTypes.DoubleType));
        }

        private Part label(String column) {
            DataType type = type("label", column);
            boolean named = type instanceof BooleanType || (expected.namedLabels() && type instanceof NumericType);
            if (type instanceof StringType || named) {
                Kind kind = texts.contains(column) && !expected.namedLabels() ? Kind.TEXT : Kind.NAME;
                return part(column, kind, column(column).cast(DataTypes.StringType));
            }
            if (!(type instanceof NumericType)) {
                throw new DataException("Invalid label '" + column + "' of " + name + ": a column of type "
                        + type.simpleString() + " (labels are whole numbers, strings, booleans or numbers)");
            }
            boolean whole = !(type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType);
            return part(
                    column,
                    whole ? Kind.WHOLE : Kind.NUMBER,
                    column(column).cast(whole ? DataTypes.LongType : DataTypes.DoubleType));
        }

        private DataType type(String role, String column) {
            if (!names.contains(column)) {
                throw new DataException("Cannot find column '" + column + "' for " + role + " in " + name + ": it has "
                        + String.join(", ", names)
                        + DidYouMean.to(column, names)
                                .map(near -> ". Did you mean " + near + "?")
                                .orElse("."));
            }
            return schema.apply(column).dataType();
        }

        /** Returns whether the type is Spark ML's vector type or, if Spark ML is not on the class path, its stored form. */
        private static boolean isVector(DataType type) {
            @Nullable DataType stored = type instanceof UserDefinedType<?> custom ? custom.sqlType() : type;
            return stored instanceof StructType struct
                    && Arrays.asList(struct.fieldNames()).equals(VECTOR);
        }
    }
}
