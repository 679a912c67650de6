package io.kindling.driver.internal.run;

import io.kindling.driver.internal.cluster.Engine;
import io.kindling.driver.internal.run.result.EvaluationResult;

/** Runs on engines that end with them. */
final class RunFixture {
    private RunFixture() {}

    static TrainResult train(TrainSettings settings, RunListener listener) {
        try (Engine engine = Engine.of(settings.machines(), listener::note)) {
            return new TrainingRun(settings, listener).run(engine);
        }
    }

    static EvaluationResult evaluate(EvaluationSettings settings) {
        try (Engine engine = Engine.of(settings.machines(), note -> {})) {
            return new EvaluationRun(settings).run(engine);
        }
    }
}
