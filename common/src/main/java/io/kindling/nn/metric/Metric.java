package io.kindling.nn.metric;

import io.kindling.nn.Config;
import io.kindling.nn.Registry;

/** A number that accumulates over batches, shards and epochs, exactly. For one thread at a time. */
public abstract class Metric {
    private final String name;
    /** Of a state; 0 before it was asked for. */
    private int stateLength;

    protected Metric(String name) {
        this.name = name;
    }

    public final String name() {
        return name;
    }

    /** What was accumulated, as one number; asking changes nothing. */
    public abstract double result();

    /** Forgets what was accumulated. */
    public abstract void resetState();

    /** {@link #resetState} by its old name in Keras. */
    public final void resetStates() {
        resetState();
    }

    /** What was accumulated. States of one metric add up number by number to the state of all they saw. */
    public abstract long[] state();

    /** Replaces what was accumulated by a state, or by a sum of states. */
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

    /** Replaces what was accumulated; the state has the right length. */
    protected abstract void replaceState(long[] state);

    /** Adds what another metric of the same kind accumulated. */
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

    /** Its kind, name and settings: {@link Metrics#REGISTRY} makes it again. */
    public Config config() {
        return Config.of(Registry.KIND, getClass().getSimpleName(), "name", name);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + name + ")";
    }
}
