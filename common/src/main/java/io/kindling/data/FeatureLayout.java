package io.kindling.data;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How several named features lie in one vector for each row: one after the other, in the order of their names, in a type that
 * holds all their numbers exactly.
 *
 * @param features none if rows have one feature without a name
 */
public record FeatureLayout(List<Feature> features) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of rows with one feature without a name. */
    public static final FeatureLayout NONE = new FeatureLayout(List.of());

    /**
     * A named feature.
     *
     * @param dtype its own type, which that of the vector may differ from
     * @param shape the shape of one row's
     */
    public record Feature(String name, DType dtype, Shape shape) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public FeatureLayout {
        features = List.copyOf(features);
    }

    static FeatureLayout of(Map<String, Column> columns) {
        List<Feature> features = new ArrayList<>();
        new TreeMap<>(columns)
                .forEach((name, column) -> features.add(new Feature(name, column.dtype(), column.rowShape())));
        return new FeatureLayout(features);
    }

    /** Returns the vectors of the rows that have these columns. */
    Column packed(Map<String, Column> columns) {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("Invalid features: none (at least one column)");
        }
        List<Column> parts = features.stream()
                .map(feature -> Objects.requireNonNull(columns.get(feature.name())))
                .toList();
        int rows = parts.get(0).count();
        requireRows(rows, parts);
        int width =
                parts.stream().mapToInt(part -> (int) part.rowShape().size()).sum();
        DType dtype = common();
        List<Object> values =
                parts.stream().map(part -> part.as(dtype).values()).toList();
        Object packed = Array.newInstance(values.get(0).getClass().getComponentType(), Math.multiplyExact(rows, width));
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            int size = (int) parts.get(i).rowShape().size();
            for (int row = 0; row < rows; row++) {
                System.arraycopy(values.get(i), row * size, packed, row * width + at, size);
            }
            at += size;
        }
        return Column.wrap(Shape.of(width), rows, packed);
    }

    private void requireRows(int rows, List<Column> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).count() != rows) {
                throw new DataException("Invalid feature '" + features.get(i).name() + "': "
                        + parts.get(i).count() + " rows ('" + features.get(0).name() + "' has " + rows + ")");
            }
        }
    }

    /** The type of all features, or else float32 if they are bytes and float32, or else float64. */
    private DType common() {
        List<DType> types = features.stream().map(Feature::dtype).distinct().toList();
        if (types.size() == 1) {
            return types.get(0);
        }
        return List.of(DType.UINT8, DType.FLOAT32).containsAll(types) ? DType.FLOAT32 : DType.FLOAT64;
    }

    /** Returns a feature of vectors (rows, width): (rows, ...), of its own type. */
    Tensor of(String name, Tensor vectors) {
        int at = 0;
        for (Feature feature : features) {
            int size = (int) feature.shape().size();
            if (feature.name().equals(name)) {
                Tensor own = Ops.slice(vectors, 1, at, size);
                Shape shape = feature.shape().prepend(vectors.shape().dim(0));
                return Ops.cast(Ops.reshape(own, shape), feature.dtype());
            }
            at += size;
        }
        throw missing(List.of(name));
    }

    /** The names of the features, in their order. */
    public List<String> names() {
        return features.stream().map(Feature::name).toList();
    }

    /**
     * Returns the shape of one row's feature.
     *
     * @throws FeatureNameException if there is none of this name
     */
    public Shape shape(String name) {
        requireNames(List.of(name));
        return features.get(names().indexOf(name)).shape();
    }

    /**
     * Checks that there are features of these names.
     *
     * @throws FeatureNameException if there are not
     */
    public void requireNames(List<String> needed) {
        List<String> missing =
                needed.stream().filter(name -> !names().contains(name)).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
    }

    private FeatureNameException missing(List<String> missing) {
        String quoted = missing.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        String found = features.isEmpty()
                ? "the features of these rows have no names. Those of a table get names with --input"
                        + " NAME=COLUMN[,COLUMN...], in Java with input(\"NAME\", \"COLUMN\"); those of Examples with"
                        + " Examples.of(Map)."
                : "there are " + String.join(", ", names()) + ".";
        return new FeatureNameException(
                "Cannot find " + (missing.size() == 1 ? "feature " : "features ") + quoted + ": " + found, missing);
    }
}
