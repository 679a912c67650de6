package io.kindling.driver.table;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.FileTable;
import io.kindling.driver.table.internal.ImagePixels;
import io.kindling.driver.table.internal.MissingColumn;
import io.kindling.driver.table.internal.NestedArrays;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowLayout.Input;
import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import io.kindling.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

/** Collects the selected columns and their kinds. */
final class SelectionBuilder {
    private static final String FEATURE = "feature";
    private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

    private final Dataset<Row> table;
    private final String name;
    private final Set<String> texts;
    private final RowSchema.Expected expected;
    private final Set<String> names;
    private final StructType schema;
    private final List<Column> selected = new ArrayList<>();

    SelectionBuilder(Dataset<Row> table, String name, Set<String> texts, RowSchema.Expected expected) {
        this.table = table;
        this.name = name;
        this.texts = texts;
        this.expected = expected;
        this.names = new LinkedHashSet<>(TableFormat.columns(table));
        this.schema = table.schema();
    }

    Selection select(Columns columns) {
        List<Part> parts = new ArrayList<>();
        if (columns.inputs().isEmpty()) {
            for (String column : columns.featuresAmong(List.copyOf(names), name)) {
                parts.add(feature(column, "features", expected.shape()));
            }
        }
        columns.inputs().forEach((input, own) -> parts.addAll(input(input, own)));
        List<Input> inputs = columns.inputs().entrySet().stream()
                .map(input -> new Input(input.getKey(), input.getValue().size()))
                .toList();
        requireImage(inputs, parts);
        Part label = columns.label().map(this::label).orElse(null);
        Part weight = columns.weight().map(this::weight).orElse(null);
        int placeAt = selected.size();
        boolean mayBeMalformed = Arrays.asList(table.columns()).contains(TableFormat.MALFORMED);
        if (mayBeMalformed) {
            selected.add(Selection.column(TableFormat.MALFORMED));
        }
        boolean inFiles = FileTable.isOfFiles(table);
        selected.add(inFiles ? FileTable.file(table) : lit(""));
        selected.add(inFiles ? FileTable.block(table) : lit(0L));
        List<Column> byPlace = IntStream.range(0, selected.size())
                .mapToObj(at -> selected.get(at).as(Integer.toString(at)))
                .toList();
        return new Selection(
                table, byPlace, null, new RowLayout(parts, inputs, label, weight, placeAt, mayBeMalformed, inFiles));
    }

    /** Returns the columns of a named input. Only a column that is all of it may have axes. */
    private List<Part> input(String input, List<String> columns) {
        String role = "input '" + input + "'";
        if (columns.size() > 1) {
            List<Part> parts = columns.stream()
                    .map(column -> feature(column, role, Optional.empty()))
                    .toList();
            requireCount(input, parts);
            return parts;
        }
        String column = columns.get(0);
        Optional<Shape> shape =
                expected.shapeOf(input).or(() -> isImage(column, role) ? expected.shape() : Optional.empty());
        List<Part> parts = List.of(feature(column, role, shape));
        requireCount(input, parts);
        return parts;
    }

    /** @throws DataException if an input of single numbers has another number of columns than the model takes */
    private void requireCount(String input, List<Part> parts) {
        boolean single = parts.stream().allMatch(part -> part.kind() == Kind.NUMBER || part.kind() == Kind.TEXT);
        expected.shapeOf(input)
                .filter(shape -> single && shape.size() != parts.size())
                .ifPresent(shape -> {
                    throw new DataException("Invalid input '" + input + "' of " + name + ": " + parts.size()
                            + (parts.size() == 1 ? " column" : " columns") + " (the model takes "
                            + RowSchema.numbers(shape) + " for it)");
                });
    }

    private boolean isImage(String column, String role) {
        return type(role, column) instanceof BinaryType;
    }

    /** @throws DataException if a shape is given for images among named inputs, and none of these is one */
    private void requireImage(List<Input> inputs, List<Part> parts) {
        boolean unused = expected.inputs().features().isEmpty()
                && !inputs.isEmpty()
                && parts.stream().noneMatch(part -> part.kind() == Kind.IMAGE);
        expected.shape().filter(shape -> unused).ifPresent(shape -> {
            throw new DataException(
                    "Invalid image shape: " + shape + " (of several inputs, only a column of image files"
                            + " takes it, and " + name + " has none among them)");
        });
    }

    /** @param shape the shape that the features must have, if it is known */
    private Part feature(String column, String role, Optional<Shape> shape) {
        DataType type = type(role, column);
        DataType element = Selection.leaf(type);
        if (type instanceof ArrayType array && (element instanceof NumericType || element instanceof BooleanType)) {
            Column value = Selection.isConverted(type)
                    ? Selection.column(column).cast(ofDoubles(array))
                    : Selection.column(column);
            List<Integer> dims = array.elementType() instanceof ArrayType
                    ? new NestedArrays(table, name, column, rank(array)).dims(shape)
                    : List.of();
            selected.add(value);
            return new Part(column, arrayOf(element), selected.size() - 1, dims);
        }
        if (isVector(type)) {
            return part(column, Kind.VECTOR, Selection.column(column));
        }
        if (type instanceof BinaryType) {
            selected.add(Selection.column(column));
            return new Part(column, Kind.IMAGE, selected.size() - 1, image(column, shape));
        }
        return number(FEATURE, "features are numbers, booleans, arrays of them or vectors", column, type);
    }

    private Part part(String column, Kind kind, Column value) {
        selected.add(value);
        return new Part(column, kind, selected.size() - 1);
    }

    private List<Integer> image(String column, Optional<Shape> expectedShape) {
        return expectedShape
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
            return part(column, Kind.TEXT, Selection.column(column));
        }
        if (!(type instanceof NumericType || (type instanceof BooleanType && role.equals(FEATURE)))) {
            throw new DataException("Invalid " + role + " '" + column + "' of " + name + ": a column of type "
                    + type.simpleString() + " (" + rule + ")");
        }
        return part(column, Kind.NUMBER, Selection.column(column).cast(DataTypes.DoubleType));
    }

    private Part label(String column) {
        DataType type = type("label", column);
        boolean named = type instanceof BooleanType || (expected.namedLabels() && type instanceof NumericType);
        if (type instanceof StringType || named) {
            Kind kind = texts.contains(column) && !expected.namedLabels() ? Kind.TEXT : Kind.NAME;
            return part(column, kind, Selection.column(column).cast(DataTypes.StringType));
        }
        if (!(type instanceof NumericType)) {
            throw new DataException("Invalid label '" + column + "' of " + name + ": a column of type "
                    + type.simpleString() + " (labels are whole numbers, strings, booleans or numbers)");
        }
        boolean whole = !(type instanceof DoubleType || type instanceof FloatType || type instanceof DecimalType);
        return part(
                column,
                whole ? Kind.WHOLE : Kind.NUMBER,
                Selection.column(column).cast(whole ? DataTypes.LongType : DataTypes.DoubleType));
    }

    private DataType type(String role, String column) {
        if (!names.contains(column)) {
            throw MissingColumn.of(column, role, name, names, texts.containsAll(names));
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
