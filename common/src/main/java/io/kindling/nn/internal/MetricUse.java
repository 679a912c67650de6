package io.kindling.nn.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Records which metrics a function updates, on symbolic tensors, too. Metrics report their updates here. */
public final class MetricUse {
    private static final ThreadLocal<Set<Object>> RECORDED = new ThreadLocal<>();

    private MetricUse() {}

    /** Reports an update of a metric by the current thread. */
    public static void updated(Object metric) {
        Set<Object> recorded = RECORDED.get();
        if (recorded != null) {
            recorded.add(metric);
        }
    }

    /** Returns the metrics that the function updates, by identity. */
    public static Set<Object> in(Runnable function) {
        Set<Object> recorded = Collections.newSetFromMap(new IdentityHashMap<>());
        RECORDED.set(recorded);
        try {
            function.run();
            return recorded;
        } finally {
            RECORDED.remove();
        }
    }
}
