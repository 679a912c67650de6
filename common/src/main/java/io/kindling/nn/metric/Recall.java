package io.kindling.nn.metric;

import io.kindling.nn.Config;
import io.kindling.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Of what is labelled, the fraction that is predicted so: true positives / labelled positives. 0 where there are none. */
public final class Recall extends SelectedMean {
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

    /** An empty one of this name with another threshold; a half by default. */
    public Recall threshold(double newThreshold) {
        return new Recall(name(), newThreshold, classId());
    }

    /** An empty one of this name, of one class among the last axis. */
    public Recall ofClass(int newClassId) {
        return new Recall(name(), threshold(), newClassId);
    }

    @Override
    Tensor selector(Tensor labelled, Tensor predicted) {
        return labelled;
    }
}
