package io.kindling.nn.metric;

import io.kindling.config.Registry;

/** The registry of metrics by kind. */
public final class Metrics {
    public static final Registry<Metric> REGISTRY = new Registry<Metric>("metric")
            .orClass(Metric.class)
            .register("Mean", config -> Mean.named(config.string("name")))
            .register("Accuracy", config -> Accuracy.named(config.string("name")))
            .register("BinaryAccuracy", BinaryAccuracy::from)
            .register("CategoricalAccuracy", config -> CategoricalAccuracy.named(config.string("name")))
            .register("SparseCategoricalAccuracy", config -> SparseCategoricalAccuracy.named(config.string("name")))
            .register("TopKCategoricalAccuracy", TopKCategoricalAccuracy::from)
            .register("SparseTopKCategoricalAccuracy", SparseTopKCategoricalAccuracy::from)
            .register("Precision", Precision::from)
            .register("Recall", Recall::from)
            .register("AUC", AUC::from)
            .register("MeanSquaredError", config -> MeanSquaredError.named(config.string("name")))
            .register("MeanAbsoluteError", config -> MeanAbsoluteError.named(config.string("name")))
            .register("RootMeanSquaredError", config -> RootMeanSquaredError.named(config.string("name")))
            .register("R2Score", R2Score::from)
            .register("OneVsRestAUC", OneVsRestAUC::from)
            .register("ExpectedCalibrationError", ExpectedCalibrationError::from)
            .register("ConfusionMatrix", ConfusionMatrix::from);

    private Metrics() {}
}
