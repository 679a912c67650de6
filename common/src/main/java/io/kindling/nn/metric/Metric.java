package io.kindling.nn.metric;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import java.util.Optional;

/** A number that is accumulated exactly over batches, shards and epochs. Not safe for concurrent use. */
public abstract class Metric {
    private final String name;
    /** The length of a state; 0 until it is first needed. */
    private int stateLength;

    protected Metric(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /** Returns the value of the accumulated state, without changing the state. */
    public abstract double result();

    /**
     * Returns which results are better; empty if that is not known, as it is by default. A metric that knows can choose the best
     * epoch.
     */
    public Optional<Direction> direction() {
        return Optional.empty();
    }

    /** Clears the accumulated state. */
    public abstract void resetState();

    /** The former Keras name of {@link #resetState}. */
    public final void resetStates() {
        resetState();
    }

    /** Returns the accumulated state. The element-wise sum of states of one metric is the state over all their data. */
    public abstract long[] state();

    /** Replaces the accumulated state by another, or by an element-wise sum of states. */
    public final void load(long[] state) {
        if (stateLength == 0) {
            stateLength = state().length;
        }
        if (state.length != stateLength) {
            throw new IllegalArgumentException(
                    "Invalid state: " + state.length + " numbers (metric '" + name + "' has " + stateLength + ")");
        }
        replaceState(state);
    }

    /** Replaces the accumulated state; the length was checked. */
    protected abstract void replaceState(long[] state);

    /** Adds the accumulated state of another metric of the same kind. */
    public final void merge(Metric other) {
        long[] sum = state();
        long[] added = other.state();
        if (other.getClass() != getClass() || added.length != sum.length) {
            throw new IllegalArgumentException("Cannot merge " + other + " into " + this + ": they differ in kind.");
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += added[i];
        }
        load(sum);
    }

    /**
     * Returns the kind, name and settings, from which {@link Metrics#REGISTRY} recreates this metric. The kind of a metric of
     * your own is its class, which has a constructor that takes the name. One with settings overrides this, and has a static
     * method {@code from(Config)}.
     */
    public Config config() {
        boolean own = !getClass().getPackageName().equals(Metric.class.getPackageName());
        return Config.of(Registry.KIND, own ? getClass().getName() : getClass().getSimpleName(), "name", name);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + name + ")";
    }
}
