package io.kindling.program;

import io.kindling.config.Config;
import io.kindling.data.Batch;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.nn.Model;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The types and shapes of a data set's rows, from which a program builds models that fit them.
 *
 * @param featureType the type of the features
 * @param featureShape the shape of one row's features
 * @param labelType the type of the labels
 * @param labelShape the shape of one row's label; a class index has shape (), and {@link #NO_LABEL} is that of rows without one
 * @param classes the number of classes; 0 if the labels are not classes
 * @param weighted whether rows have weights
 * @param layout the named features in the features
 */
public record DataSchema(
        DType featureType,
        Shape featureShape,
        DType labelType,
        Shape labelShape,
        int classes,
        boolean weighted,
        FeatureLayout layout) {
    /** The label shape of rows without labels, as a generative model trains on. */
    public static final Shape NO_LABEL = Shape.of(0);

    private static final String INPUTS = "inputs";

    /** The schema of rows whose features have no names. */
    public DataSchema(
            DType featureType, Shape featureShape, DType labelType, Shape labelShape, int classes, boolean weighted) {
        this(featureType, featureShape, labelType, labelShape, classes, weighted, FeatureLayout.NONE);
    }

    /** The schema of examples. A label that is a single integer is a class index. */
    public static DataSchema of(Examples examples) {
        Column features = examples.features();
        Optional<Column> labels = examples.labels();
        boolean classes = labels.filter(
                        each -> !each.dtype().isFloating() && each.rowShape().size() == 1)
                .isPresent();
        return new DataSchema(
                features.dtype(),
                features.rowShape(),
                labels.map(Column::dtype).orElse(DType.INT32),
                labels.map(Column::rowShape).orElse(NO_LABEL),
                classes ? examples.classes() : 0,
                examples.weights().isPresent(),
                examples.layout());
    }

    /** Whether rows have labels. */
    public boolean hasLabels() {
        return !labelShape.equals(NO_LABEL);
    }

    /**
     * This schema with the feature type of rows to predict, which need not be that of the rows that were trained on: bytes of
     * images, say, are numbers in a table. Empty if a row has another shape.
     */
    public Optional<DataSchema> toPredict(Examples rows) {
        return rows.features().rowShape().equals(featureShape)
                ? Optional.of(withTypes(rows.features().dtype(), labelType))
                : Optional.empty();
    }

    /** This schema with the types of rows to evaluate. Empty if they have other shapes, labels or weights. */
    public Optional<DataSchema> toEvaluate(Examples rows) {
        Optional<Column> labels = rows.labels();
        boolean fits = rows.features().rowShape().equals(featureShape)
                && labels.map(Column::rowShape).orElse(NO_LABEL).equals(labelShape)
                && rows.weights().isPresent() == weighted;
        return fits
                ? Optional.of(withTypes(
                        rows.features().dtype(), labels.map(Column::dtype).orElse(labelType)))
                : Optional.empty();
    }

    private DataSchema withTypes(DType features, DType labels) {
        return new DataSchema(features, featureShape, labels, labelShape, classes, weighted, layout);
    }

    /** This schema with row weights. */
    public DataSchema withWeights() {
        return new DataSchema(featureType, featureShape, labelType, labelShape, classes, true, layout);
    }

    /**
     * The shape of one row's feature of this name.
     *
     * @throws io.kindling.data.FeatureNameException if there is none
     */
    public Shape featureShape(String name) {
        return layout.shape(name);
    }

    /** Whether the features are float64, or one of several that have names is. */
    boolean hasFloat64() {
        return layout.features().isEmpty()
                ? featureType == DType.FLOAT64
                : layout.features().stream().anyMatch(feature -> feature.dtype() == DType.FLOAT64);
    }

    /** What a model takes of a batch: the features, or the named features that have the names of its inputs. */
    public List<Tensor> inputs(Model model, Batch batch) {
        return layout.features().isEmpty() && model.inputs().size() == 1
                ? List.of(batch.features())
                : batch.features(model.inputNames());
    }

    /** A batch with shapes and types but without values. */
    public Batch symbolicBatch(int rows) {
        return symbolicBatch(Rows.range(0, rows));
    }

    /** A batch of given rows with shapes and types but without values. */
    public Batch symbolicBatch(Rows rows) {
        Column noFeatures = noRows(featureType, featureShape);
        Examples none = hasLabels() ? Examples.of(noFeatures, noRows(labelType, labelShape)) : Examples.of(noFeatures);
        return (weighted ? none.withWeights(new float[0]) : none)
                .symbolicBatch(rows)
                .with(layout);
    }

    private static Column noRows(DType type, Shape row) {
        Object values = switch (type) {
            case FLOAT32 -> new float[0];
            case FLOAT64 -> new double[0];
            case INT32 -> new int[0];
            case INT64 -> new long[0];
            case UINT8, BOOL -> new byte[0];
        };
        return Column.wrap(row, 0, values);
    }

    public Config asConfig() {
        Config described = Config.of(
                "feature_type", featureType.toString(),
                "feature_shape", featureShape.asList(),
                "label_type", labelType.toString(),
                "label_shape", labelShape.asList(),
                "classes", classes,
                "weighted", weighted);
        List<Config> inputs = layout.features().stream()
                .map(each -> Config.of(
                        "name",
                        each.name(),
                        "type",
                        each.dtype().toString(),
                        "shape",
                        each.shape().asList()))
                .toList();
        return inputs.isEmpty() ? described : described.with(INPUTS, inputs);
    }

    public static DataSchema from(Config config) {
        return new DataSchema(
                DType.named(config.string("feature_type")),
                Shape.of(config.integers("feature_shape")),
                DType.named(config.string("label_type")),
                Shape.of(config.integers("label_shape")),
                config.integer("classes"),
                config.flag("weighted"),
                layoutIn(config));
    }

    private static FeatureLayout layoutIn(Config config) {
        if (!config.has(INPUTS)) {
            return FeatureLayout.NONE;
        }
        return new FeatureLayout(config.configs(INPUTS).stream()
                .map(each -> new FeatureLayout.Feature(
                        each.string("name"), DType.named(each.string("type")), Shape.of(each.integers("shape"))))
                .toList());
    }
}
