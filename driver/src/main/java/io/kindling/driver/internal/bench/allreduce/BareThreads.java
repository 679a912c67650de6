package io.kindling.driver.internal.bench.allreduce;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The floor of a step whose ranks share memory: two threads of one process that spin. Each adds half of two gradients, updates
 * that half of the weights and copies the other half, in plain arrays. Nothing is checked, and no result is reported.
 */
final class BareThreads {
    private static final int RANKS = OneLayer.SHARDS;
    private static final float RATE = 0.01f;
    /** The distance of two counters, so that each has a cache line of its own. */
    private static final int STRIDE = 32;

    private static final int SPINS_BEFORE_YIELD = 500;

    private final int floats;
    private final float[] gradient;
    private final float[][] gradients;
    private final float[][] weights;
    private final StepSamples samples = new StepSamples();
    /** How often each rank has arrived. */
    private final AtomicLongArray arrivals = new AtomicLongArray(STRIDE * (RANKS + 1));

    private long written;

    BareThreads(int floats) {
        this.floats = floats;
        this.gradient = new float[floats];
        this.gradients = new float[RANKS][floats];
        this.weights = new float[RANKS][floats];
        for (int i = 0; i < floats; i++) {
            gradient[i] = 1f / (1 + i);
        }
    }

    /** Forgets what was measured. The time until the next gradient does not count. */
    void reset() {
        samples.clear();
        written = 0;
    }

    /** The times of all steps in nanoseconds, sorted: from the end of a gradient to the beginning of the next. */
    long[] sorted() {
        return samples.sorted();
    }

    /** A rank's copy of the weights. */
    float[] weights(int rank) {
        return weights[rank].clone();
    }

    /** Computes steps: this thread is rank 0. */
    void run(int steps) {
        Thread other = new Thread(() -> steps(1, steps), "kindling-bench-bare");
        other.setDaemon(true);
        other.start();
        steps(0, steps);
        try {
            other.join();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Cannot measure: the task was cancelled.", cancelled);
        }
    }

    private void steps(int rank, int steps) {
        for (int i = 0; i < steps; i++) {
            if (rank == 0 && written != 0) {
                samples.add(System.nanoTime() - written);
            }
            System.arraycopy(gradient, 0, gradients[rank], 0, floats);
            if (rank == 0) {
                written = System.nanoTime();
            }
            meet(rank);
            int middle = floats / 2;
            update(rank == 0 ? 0 : middle, rank == 0 ? middle : floats, weights[rank]);
            meet(rank);
            int from = rank == 0 ? middle : 0;
            System.arraycopy(weights[1 - rank], from, weights[rank], from, rank == 0 ? floats - middle : middle);
        }
    }

    private void update(int from, int to, float[] updated) {
        float[] first = gradients[0];
        float[] second = gradients[1];
        for (int i = from; i < to; i++) {
            updated[i] -= RATE * (first[i] + second[i]);
        }
    }

    /** Waits until both ranks have arrived. */
    @SuppressWarnings("ThreadPriorityCheck") // yielding is a courtesy here: nothing depends on it
    private void meet(int rank) {
        long mine = arrivals.incrementAndGet(STRIDE * (1 + rank));
        for (int spins = 0; arrivals.get(STRIDE * (2 - rank)) < mine; spins++) {
            Thread.onSpinWait();
            if (spins > SPINS_BEFORE_YIELD) {
                Thread.yield();
            }
        }
    }
}
