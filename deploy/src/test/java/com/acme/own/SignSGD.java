package com.acme.own;

import io.kindling.config.Config;
import io.kindling.nn.optimizer.ConfigurableOptimizer;
import io.kindling.nn.optimizer.Settings;
import io.kindling.nn.schedule.Constant;
import io.kindling.nn.schedule.Schedule;
import java.util.List;

/** An optimizer: each weight moves by the learning rate, along the sign of a moving mean of its gradient. */
public final class SignSGD extends ConfigurableOptimizer<SignSGD> {
    private static final Settings STANDARD = Settings.of(Constant.of(0.01));

    private final double momentum;

    private SignSGD(Settings settings, double momentum) {
        super(settings);
        this.momentum = momentum;
    }

    public static SignSGD of(Schedule learningRate) {
        return new SignSGD(Settings.of(learningRate), 0.5);
    }

    static SignSGD from(Config config) {
        return new SignSGD(STANDARD.from(config), config.number("momentum"));
    }

    /** Returns a copy with another momentum; 0.5 by default. */
    public SignSGD momentum(double newMomentum) {
        return new SignSGD(settings(), newMomentum);
    }

    @Override
    protected SignSGD with(Settings newSettings) {
        return new SignSGD(newSettings, momentum);
    }

    @Override
    public List<String> slotNames() {
        return List.of("mean");
    }

    @Override
    protected void updateRange(
            float[] weights, float[] gradients, float[][] slots, int from, int to, float learningRate, long step) {
        float[] mean = slots[0];
        for (int i = from; i < to; i++) {
            mean[i] = (float) (momentum * mean[i] + (1 - momentum) * gradients[i]);
            weights[i] -= learningRate * Math.signum(mean[i]);
        }
    }

    @Override
    public Config config() {
        return settings().config(SignSGD.class.getName()).with("momentum", momentum);
    }
}
