package io.kindling.nn.schedule;

import io.kindling.config.ClassKinds;
import io.kindling.config.Config;

/** A learning rate as a function of the iteration. Immutable, except {@link ReduceLROnPlateau}. */
@FunctionalInterface
public interface Schedule {
    /** The learning rate of an update; the iteration is the number of updates before it. */
    double at(long iteration);

    /**
     * Its kind and settings, from which {@link Schedules#REGISTRY} recreates it. By default, the kind is the class, and the
     * settings are the components of a record. A class with fields that is no record overrides this, and has a static method
     * {@code from(Config)}.
     *
     * @throws IllegalStateException for a lambda, which neither files nor other processes can create
     */
    default Config config() {
        return ClassKinds.describe(this);
    }
}
