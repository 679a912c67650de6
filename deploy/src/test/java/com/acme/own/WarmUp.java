package com.acme.own;

import io.kindling.nn.schedule.Schedule;

/** A schedule: the learning rate rises from 0 in equal steps, then stays. */
public record WarmUp(double rate, long steps) implements Schedule {
    @Override
    public double at(long iteration) {
        return rate * Math.min(1, (iteration + 1) / (double) steps);
    }
}
