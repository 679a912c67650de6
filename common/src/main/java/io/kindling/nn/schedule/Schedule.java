package io.kindling.nn.schedule;

import io.kindling.config.Config;

/** A learning rate as a function of the iteration. Immutable, except {@link ReduceLROnPlateau}. */
public interface Schedule {
    /** The learning rate of an update; the iteration is the number of updates before it. */
    double at(long iteration);

    /** Its kind and settings, from which {@link Schedules#REGISTRY} recreates it. */
    Config config();
}
