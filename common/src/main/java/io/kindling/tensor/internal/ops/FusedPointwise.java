package io.kindling.tensor.internal.ops;

import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.Pointwise;
import io.kindling.tensor.internal.loop.PointwiseInDoubles;
import io.kindling.tensor.internal.ops.PointwiseChain.Broadcast;
import io.kindling.tensor.internal.ops.PointwiseChain.Operand;
import io.kindling.tensor.internal.ops.PointwiseChain.Step;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link PointwiseChain} tile by tile: copies a chunk of each operand to an array that fits the fastest cache,
 * applies all functions to it, and copies the result out. So a chain of any length reads and writes memory once. The
 * output may alias an operand of the same size. Not thread-safe, because it owns its scratch arrays.
 */
final class FusedPointwise implements PreparedKernel {
    /** Four kilobytes per array: a dozen arrays fit the first-level cache. */
    private static final int TILE = 1024;

    private final PointwiseChain chain;
    private final int size;
    private final int tile;
    private final Source[] sources;
    private final float[][] values;
    private final float[][][] arguments;
    private final Pointwise[] functions;
    private final Sink sink;

    FusedPointwise(PointwiseChain chain) {
        this.chain = chain;
        this.size = Math.toIntExact(chain.shape().size());
        this.tile = tile(chain);
        int operands = chain.operands().size();
        int steps = chain.steps().size();
        this.values = new float[operands + steps][];
        this.sources = new Source[operands];
        for (int i = 0; i < operands; i++) {
            values[i] = new float[tile];
            sources[i] = new Source(chain.operands().get(i), values[i]);
        }
        this.functions = new Pointwise[steps];
        this.arguments = new float[steps][][];
        int[] lastUse = lastUses(chain);
        for (int s = 0; s < steps; s++) {
            Step step = chain.steps().get(s);
            functions[s] =
                    step.function() instanceof PointwiseInDoubles shared ? shared.forOneKernel(tile) : step.function();
            arguments[s] = step.inputs().stream().map(i -> values[i]).toArray(float[][]::new);
            values[operands + s] = arrayFor(s, lastUse);
        }
        this.sink = new Sink(chain.dtype(), tile);
    }

    /**
     * Returns the array of an input that is not used after this step, else a new one: fewer arrays stay in the cache.
     */
    private float[] arrayFor(int step, int[] lastUse) {
        int operands = sources.length;
        for (int input : chain.steps().get(step).inputs()) {
            boolean keptOverTiles = input < operands && sources[input].isConstant(tile);
            if (lastUse[input] == step && !keptOverTiles) {
                return values[input];
            }
        }
        return new float[tile];
    }

    private static int[] lastUses(PointwiseChain chain) {
        int[] last = new int[chain.operands().size() + chain.steps().size()];
        for (int s = 0; s < chain.steps().size(); s++) {
            for (int input : chain.steps().get(s).inputs()) {
                last[input] = s;
            }
        }
        return last;
    }

    /**
     * Returns a tile size that is a multiple of the operands' periods if there is one, so that repeated operands are
     * copied only once.
     */
    private static int tile(PointwiseChain chain) {
        int length = Math.min(TILE, Math.toIntExact(Math.max(1, chain.shape().size())));
        int period = 1;
        for (Operand operand : chain.operands()) {
            if (operand.broadcast() == Broadcast.TILED
                    && operand.period() <= length
                    && operand.period() % period == 0) {
                period = operand.period();
            }
        }
        return length / period * period;
    }

    @Override
    public long workspaceBytes() {
        return 0;
    }

    @Override
    public void run(Tensor[] inputs, Tensor output, Tensor workspace) {
        for (int i = 0; i < sources.length; i++) {
            sources[i].open(inputs[i]);
        }
        sink.open(output);
        float[] result = values[values.length - 1];
        for (int from = 0; from < size; from += tile) {
            int count = Math.min(tile, size - from);
            for (Source source : sources) {
                source.load(from, count);
            }
            for (int s = 0; s < functions.length; s++) {
                functions[s].apply(arguments[s], values[sources.length + s], count);
            }
            sink.store(result, from, count);
        }
    }

    /** Copies chunks of an operand into an array. */
    private static final class Source {
        private final Operand operand;
        private final float[] into;
        private final byte[] bytes;
        private @Nullable Tensor tensor;
        private @Nullable FloatBuffer floats;
        private @Nullable ByteBuffer whole;
        private boolean loaded;

        Source(Operand operand, float[] into) {
            this.operand = operand;
            this.into = into;
            this.bytes = operand.dtype() == DType.FLOAT32 ? new byte[0] : new byte[into.length];
        }

        /** Returns whether the operand is the same in every tile. */
        boolean isConstant(int tile) {
            return operand.broadcast() == Broadcast.SCALAR
                    || (operand.broadcast() == Broadcast.TILED && tile % operand.period() == 0);
        }

        void open(Tensor opened) {
            loaded = false;
            opened.requireReadable();
            if (tensor != opened) {
                tensor = opened;
                whole = opened.buffer();
                floats = operand.dtype() == DType.FLOAT32 ? whole.asFloatBuffer() : null;
            }
        }

        void load(int from, int count) {
            if (loaded) {
                return;
            }
            switch (operand.broadcast()) {
                case NONE -> copy(from, 0, count);
                case SCALAR -> {
                    copy(0, 0, 1);
                    Arrays.fill(into, into[0]);
                }
                case TILED -> repeat(from, count);
                case REPEATED_EACH -> fillRuns(from, count);
            }
            loaded = isConstant(into.length);
        }

        private void repeat(int from, int count) {
            int at = 0;
            while (at < count) {
                int begin = (from + at) % operand.period();
                int run = Math.min(count - at, operand.period() - begin);
                copy(begin, at, run);
                at += run;
            }
        }

        private void fillRuns(int from, int count) {
            int at = 0;
            while (at < count) {
                int index = (from + at) / operand.period();
                int run = Math.min(count - at, (index + 1) * operand.period() - from - at);
                copy(index, at, 1);
                Arrays.fill(into, at, at + run, into[at]);
                at += run;
            }
        }

        private void copy(int from, int to, int count) {
            FloatBuffer source = floats;
            if (source != null) {
                source.get(from, into, to, count);
                return;
            }
            Objects.requireNonNull(whole).get(from, bytes, 0, count);
            for (int i = 0; i < count; i++) {
                into[to + i] = bytes[i] & 0xff;
            }
        }
    }

    /** Copies chunks of the result into the output. */
    private static final class Sink {
        private final DType dtype;
        private final byte[] bytes;
        private @Nullable Tensor tensor;
        private @Nullable FloatBuffer floats;
        private @Nullable ByteBuffer whole;

        Sink(DType dtype, int tile) {
            this.dtype = dtype;
            this.bytes = dtype == DType.FLOAT32 ? new byte[0] : new byte[tile];
        }

        void open(Tensor opened) {
            opened.requireReadable();
            if (tensor != opened) {
                tensor = opened;
                whole = opened.buffer();
                floats = dtype == DType.FLOAT32 ? whole.asFloatBuffer() : null;
            }
        }

        void store(float[] result, int from, int count) {
            FloatBuffer target = floats;
            if (target != null) {
                target.put(from, result, 0, count);
                return;
            }
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) result[i];
            }
            Objects.requireNonNull(whole).put(from, bytes, 0, count);
        }
    }
}
