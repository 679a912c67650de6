package io.kindling.driver.internal.bench;

import io.kindling.program.StepResult;
import io.kindling.train.Training;
import java.util.Iterator;

/** An endless sequence of training steps, epoch after epoch. */
final class Steps {
    private final Training training;
    private Iterator<StepResult> epoch;

    Steps(Training training) {
        this.training = training;
        this.epoch = training.epoch().iterator();
    }

    StepResult next() {
        if (!epoch.hasNext()) {
            epoch = training.epoch().iterator();
        }
        return epoch.next();
    }
}
