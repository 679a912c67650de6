package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Precision: true positives / predicted positives; 0 if there are no predicted positives. */
public final class Precision extends PrecisionRecallMetric {
    private Precision(String name, double threshold, @Nullable Integer classId) {
        super(name, threshold, classId);
    }

    public static Precision of() {
        return named("precision");
    }

    public static Precision named(String name) {
        return new Precision(name, Threshold.HALF, null);
    }

    static Precision from(Config config) {
        return new Precision(config.string("name"), config.number("threshold", Threshold.HALF), classIn(config));
    }

    /** Returns an empty metric of this name with another threshold; 0.5 by default. */
    public Precision threshold(double newThreshold) {
        return new Precision(name(), newThreshold, classId());
    }

    /** Returns an empty metric of this name for one class of the last axis. */
    public Precision ofClass(int newClassId) {
        return new Precision(name(), threshold(), newClassId);
    }

    @Override
    Tensor selector(Tensor labelled, Tensor predicted) {
        return predicted;
    }
}
