package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.reduce.CanonicalSum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A small training whose bits depend on everything: each gradient on all weights and on its shard, step and call, each sum on
 * the order of its additions, each update on slots.
 *
 * @param calls the phase of each call in a step
 * @param width the elements of a phase's gradient
 */
record ToyProgram(long seed, int shards, List<Integer> calls, int width) {
    int phases() {
        return calls.get(calls.size() - 1) + 1;
    }

    ToyState initial() {
        float[][] weights = new float[phases()][width];
        for (int phase = 0; phase < phases(); phase++) {
            for (int i = 0; i < width; i++) {
                weights[phase][i] = noise(-1, phase, 0, i);
            }
        }
        return new ToyState(weights, new float[phases()][width], 0);
    }

    /** A number from -1 to 1. */
    private float noise(long a, long b, long c, long d) {
        long hash = seed;
        for (long value : new long[] {a, b, c, d}) {
            hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (hash >> 40) * 0x1p-23f;
    }

    float[] gradient(int shard, long step, int call, float[][] weights) {
        float[] gradient = new float[width];
        for (int i = 0; i < width; i++) {
            gradient[i] = 0.5f * noise(shard, step, call, i);
            for (float[] other : weights) {
                gradient[i] += 0.3f * other[(i + shard) % width];
            }
        }
        return gradient;
    }

    float loss(int shard, long step, int call, float[][] weights) {
        return noise(shard, step, call, -1) + weights[0][shard % width];
    }

    float evaluation(int shard, float[][] weights) {
        return loss(shard, -1, 0, weights);
    }

    static float sum(List<Float> partials) {
        return CanonicalSum.of(partials, Float::sum);
    }

    void update(int phase, int from, int to, float[] sum, ToyState state) {
        for (int i = from; i < to; i++) {
            state.slots[phase][i] = 0.9f * state.slots[phase][i] + sum[i];
            state.weights[phase][i] -= 0.07f * state.slots[phase][i];
        }
    }

    /** What a loop does to its weights between two steps. */
    void edit(ToyState state) {
        state.weights[0][0] = 0.5f * state.weights[0][0] + 0.25f;
    }

    /** Computes a step as one machine does, and returns its losses, one for each call. */
    List<Float> step(ToyState state) {
        List<Float> losses = new ArrayList<>();
        for (int c = 0; c < calls.size(); c++) {
            int call = c;
            List<float[]> gradients = IntStream.range(0, shards)
                    .mapToObj(shard -> gradient(shard, state.step, call, state.weights))
                    .toList();
            losses.add(sum(IntStream.range(0, shards)
                    .mapToObj(shard -> loss(shard, state.step, call, state.weights))
                    .toList()));
            float[] sum = new float[width];
            for (int i = 0; i < width; i++) {
                int element = i;
                sum[i] = sum(
                        gradients.stream().map(gradient -> gradient[element]).toList());
            }
            update(calls.get(call), 0, width, sum, state);
        }
        state.step++;
        return losses;
    }

    /** Evaluates as one machine does. */
    float evaluate(ToyState state) {
        return sum(IntStream.range(0, shards)
                .mapToObj(shard -> evaluation(shard, state.weights))
                .toList());
    }
}
