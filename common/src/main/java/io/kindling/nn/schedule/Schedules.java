package io.kindling.nn.schedule;

import io.kindling.config.Registry;

/** The schedules by kind. */
public final class Schedules {
    public static final Registry<Schedule> REGISTRY = new Registry<Schedule>("schedule")
            .orClass(Schedule.class)
            .register("Constant", Constant::from)
            .register("ExponentialDecay", ExponentialDecay::from)
            .register("PiecewiseConstant", PiecewiseConstant::from)
            .register("CosineDecay", CosineDecay::from)
            .register("PolynomialDecay", PolynomialDecay::from)
            .register("InverseTimeDecay", InverseTimeDecay::from);

    private Schedules() {}
}
