package io.kindling.program;

import java.util.Locale;

/** The kinds of {@link Strategy}. The weights do not depend on the kind. */
public enum StrategyKind {
    /** Chosen by where the program runs: {@link #ALLREDUCE} where it is supported, else {@link #BROADCAST}. */
    AUTO,
    /** Each phase is a Spark job, to which the weights are broadcast. */
    BROADCAST,
    /** The shards are computed in one process, by ranks that share the weights. */
    ALLREDUCE;

    /** The name on the command line and in results. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
