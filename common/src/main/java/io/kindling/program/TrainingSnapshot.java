package io.kindling.program;

import io.kindling.nn.optimizer.OptimizerState;
import java.util.List;
import java.util.Optional;

/**
 * A copy of everything that training had changed after some step, from which it could continue with the same bits. Training does
 * not change a snapshot; its arrays and optimizer states are not copied again when they are read, and must not be changed either.
 *
 * @param weights each model's weights in its flat array, in the program's order
 * @param optimizers the state of each phase's optimizer, in the program's order
 * @param metrics the state of each metric over the epoch so far, in the program's order
 * @param step steps completed since the start of training
 * @param epoch the current epoch, from 0
 * @param batch batches completed in the current epoch
 * @param seen rows trained on in the current epoch
 * @param applied how many updates of each phase were applied in the current epoch
 * @param epochStart what the training returns to if an update is not finite; empty at the start of an epoch, and if it never
 *     returns
 * @param version identifies the weights and optimizer states among all snapshots taken in this JVM
 */
public record TrainingSnapshot(
        List<float[]> weights,
        List<OptimizerState> optimizers,
        List<long[]> metrics,
        long step,
        int epoch,
        int batch,
        long seen,
        long[] applied,
        Optional<EpochStart> epochStart,
        long version) {
    /** The weights and optimizers at the start of an epoch, as those of a snapshot. */
    public record EpochStart(List<float[]> weights, List<OptimizerState> optimizers) {
        /** Copies the arrays and the optimizer states. */
        public EpochStart {
            weights = weights.stream().map(float[]::clone).toList();
            optimizers = optimizers.stream().map(OptimizerState::copy).toList();
        }
    }

    /** Copies the arrays and the optimizer states. */
    public TrainingSnapshot {
        weights = weights.stream().map(float[]::clone).toList();
        optimizers = optimizers.stream().map(OptimizerState::copy).toList();
        metrics = metrics.stream().map(long[]::clone).toList();
        applied = applied.clone();
    }

    /** @throws IllegalArgumentException if an epoch has fewer steps than this snapshot says are done */
    public void requireWithin(long stepsPerEpoch) {
        if (batch < 0 || batch > stepsPerEpoch) {
            throw new IllegalArgumentException("Invalid snapshot: " + batch
                    + " batches of the epoch are done (an epoch has " + stepsPerEpoch + ")");
        }
    }
}
