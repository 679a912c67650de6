package io.kindling.nn.metric;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Of what is predicted, the fraction that is labelled so: true positives / predicted positives. 0 where there are none. */
public final class Precision extends SelectedMean {
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

    /** An empty one of this name with another threshold; a half by default. */
    public Precision threshold(double newThreshold) {
        return new Precision(name(), newThreshold, classId());
    }

    /** An empty one of this name, of one class among the last axis. */
    public Precision ofClass(int newClassId) {
        return new Precision(name(), threshold(), newClassId);
    }

    @Override
    Tensor selector(Tensor labelled, Tensor predicted) {
        return predicted;
    }
}
