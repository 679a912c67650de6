package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Recall: true positives / labelled positives; 0 if there are no labelled positives. */
public final class Recall extends PrecisionRecallMetric {
    private Recall(String name, double threshold, @Nullable Integer classId) {
        super(name, threshold, classId);
    }

    public static Recall of() {
        return named("recall");
    }

    public static Recall named(String name) {
        return new Recall(name, Threshold.HALF, null);
    }

    static Recall from(Config config) {
        return new Recall(config.string("name"), config.number("threshold", Threshold.HALF), classIn(config));
    }

    /** Returns an empty metric of this name with another threshold; 0.5 by default. */
    public Recall threshold(double newThreshold) {
        return new Recall(name(), newThreshold, classId());
    }

    /** Returns an empty metric of this name for one class of the last axis. */
    public Recall ofClass(int newClassId) {
        return new Recall(name(), threshold(), newClassId);
    }

    @Override
    Tensor selector(Tensor labelled, Tensor predicted) {
        return labelled;
    }
}
