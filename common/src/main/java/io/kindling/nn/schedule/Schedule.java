package io.kindling.nn.schedule;

import io.kindling.nn.Config;

/** A learning rate for each iteration. Immutable. */
public interface Schedule {
    /** The learning rate of an update before which this many were done. */
    double at(long iteration);

    /** Its kind and settings: {@link Schedules#REGISTRY} makes it again. */
    Config config();
}
