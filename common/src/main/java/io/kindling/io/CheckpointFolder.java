package io.kindling.io;

import io.kindling.config.Config;
import io.kindling.io.internal.Reason;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.TrainingSnapshot;
import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.natives.KernelLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The folder of a checkpoint: {@code state.safetensors} holds weights, optimizer slots and metric states; {@code manifest.json},
 * written last, holds everything else, and the digests of both. A folder without a manifest is incomplete.
 *
 * <p>Each manifest continues a chain: the SHA-256 of the chain so far, the digest of the state, the step, and the description of
 * the training. Two trainings with equal chains had equal checkpoints all the way.
 *
 * @param state the state of the training
 * @param made how it is trained: program, data, seed
 * @param run what else the writer needs to continue
 * @param chain the chain up to and including this checkpoint, in hexadecimal
 * @param kernels the {@linkplain KernelLibrary#names libraries} of the process that wrote it, with which its bits were computed
 */
public record CheckpointFolder(TrainingSnapshot state, Config made, Config run, String chain, String kernels) {
    private static final String MANIFEST = "manifest.json";
    private static final String STATE = "state.safetensors";
    private static final String FORMAT = "kindling-checkpoint";
    private static final long VERSION = 1;
    private static final String WEIGHTS = "weights.";
    private static final String SLOTS = "slots.";
    private static final String METRIC = "metric.";
    /** Precedes the names of weights and slots at the start of the epoch. */
    private static final String EPOCH_START = "epoch_start.";

    /** What was written: how many bytes, and the chain. */
    public record Written(long bytes, String chain) {}

    /**
     * Writes a checkpoint into a new folder.
     *
     * @param previous the chain of the checkpoint before; empty for the first
     */
    public static Written write(Location folder, TrainingSnapshot state, Config made, Config run, String previous)
            throws IOException {
        return write(folder, state, made, run, previous, () -> {});
    }

    /**
     * Writes a checkpoint into a new folder.
     *
     * @param previous the chain of the checkpoint before; empty for the first
     * @param beforeCommit is called when all but the manifest is written, and prevents the checkpoint by throwing
     */
    public static Written write(
            Location folder, TrainingSnapshot state, Config made, Config run, String previous, Runnable beforeCommit)
            throws IOException {
        folder.createFolder();
        Location file = folder.child(STATE);
        String sha256 = new Safetensors(tensors(state), Map.of()).write(file);
        String chain = chained(previous, sha256, state.step(), made);
        Config content = Config.of("made", made, "run", run)
                .with("step", state.step())
                .with("epoch", state.epoch())
                .with("batch", state.batch())
                .with("seen", state.seen())
                .with("iterations", iterations(state.optimizers()))
                .with("applied", LongStream.of(state.applied()).boxed().toList())
                .with(
                        "epoch_start_iterations",
                        state.epochStart()
                                .map(start -> iterations(start.optimizers()))
                                .orElse(List.of()))
                .with("chain", chain)
                .with("kernels", KernelLibrary.names());
        long bytes = file.length();
        byte[] manifest =
                new Manifest(FORMAT, VERSION, content, Map.of(STATE, new Manifest.StoredFile(bytes, sha256))).toBytes();
        beforeCommit.run();
        folder.child(MANIFEST).write(out -> out.write(manifest));
        return new Written(bytes, chain);
    }

    /**
     * Refuses a checkpoint that another library or another instruction set has computed.
     *
     * @param name what the user calls the checkpoint
     * @throws ModelException if its training would not continue with the same bits in this process
     */
    public void requireSameKernels(String name) {
        String here = KernelLibrary.names();
        if (!here.equals(kernels)) {
            throw new ModelException("Cannot resume from " + name + ": it was computed with " + kernels
                    + ", but this process computes with " + here
                    + ", whose last bits differ. Resume on a machine with the same instruction set and with the same "
                    + KernelLibrary.PROPERTY + ", or start from the beginning in another folder.");
        }
    }

    /** Returns whether a folder has a manifest: without one, it was not written completely. */
    public static boolean isComplete(Location folder) throws IOException {
        return folder.child(MANIFEST).exists();
    }

    /** Copies a whole checkpoint into a new folder. */
    public static void copy(Location from, Location to) throws IOException {
        to.createFolder();
        for (String file : List.of(STATE, MANIFEST)) {
            from.child(file).copyTo(to.child(file));
        }
    }

    private static String chained(String previous, String sha256, long step, Config made) {
        String text = previous + "\n" + sha256 + "\n" + step + "\n" + made;
        return HexFormat.of().formatHex(Location.sha256Digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Long> iterations(List<OptimizerState> optimizers) {
        return optimizers.stream().map(OptimizerState::iterations).toList();
    }

    private static Map<String, StoredTensor> tensors(TrainingSnapshot state) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        put(tensors, "", state.weights(), state.optimizers());
        state.epochStart().ifPresent(start -> put(tensors, EPOCH_START, start.weights(), start.optimizers()));
        for (int metric = 0; metric < state.metrics().size(); metric++) {
            long[] values = state.metrics().get(metric);
            tensors.put(METRIC + metric, new StoredTensor(Shape.of(values.length), values));
        }
        return tensors;
    }

    private static void put(
            Map<String, StoredTensor> tensors, String prefix, List<float[]> weights, List<OptimizerState> optimizers) {
        for (int model = 0; model < weights.size(); model++) {
            float[] values = weights.get(model);
            tensors.put(prefix + WEIGHTS + model, new StoredTensor(Shape.of(values.length), values));
        }
        for (int phase = 0; phase < optimizers.size(); phase++) {
            float[][] slots = optimizers.get(phase).slots();
            for (int slot = 0; slot < slots.length; slot++) {
                tensors.put(
                        prefix + SLOTS + phase + "." + slot,
                        new StoredTensor(Shape.of(slots[slot].length), slots[slot]));
            }
        }
    }

    /**
     * Reads and checks a checkpoint.
     *
     * @throws ModelException if it is missing, incomplete or damaged
     */
    public static CheckpointFolder read(Location folder) {
        try {
            if (!isComplete(folder)) {
                throw new ModelException("Cannot read the checkpoint " + folder + ": "
                        + (folder.exists()
                                ? "it has no " + MANIFEST + ", so it was not written completely."
                                : "there is no such folder."));
            }
        } catch (IOException failed) {
            throw new ModelException("Cannot read the checkpoint " + folder + ": " + Reason.of(failed), failed);
        }
        Manifest manifest = Manifest.read(folder.child(MANIFEST), FORMAT, VERSION, Manifest.MAX_RUN_BYTES);
        manifest.requireIntact(folder, STATE);
        Map<String, StoredTensor> tensors =
                Safetensors.read(folder.child(STATE)).tensors();
        try {
            return of(manifest.content(), tensors);
        } catch (IllegalArgumentException | ClassCastException malformed) {
            throw new ModelException(
                    "Cannot read the checkpoint " + folder + ": its files are whole, but do not hold a checkpoint ("
                            + malformed.getMessage() + ").",
                    malformed);
        }
    }

    /** @throws IllegalArgumentException or ClassCastException if something is missing or of another type */
    private static CheckpointFolder of(Config content, Map<String, StoredTensor> tensors) {
        List<OptimizerState> startOptimizers = optimizers(content.list("epoch_start_iterations"), tensors, EPOCH_START);
        List<long[]> metrics =
                values(tensors, METRIC).stream().map(values -> (long[]) values).toList();
        TrainingSnapshot state = new TrainingSnapshot(
                floats(tensors, WEIGHTS),
                optimizers(content.list("iterations"), tensors, ""),
                metrics,
                content.longInteger("step"),
                content.integer("epoch"),
                content.integer("batch"),
                content.longInteger("seen"),
                content.list("applied").stream()
                        .mapToLong(count -> ((Number) count).longValue())
                        .toArray(),
                startOptimizers.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new TrainingSnapshot.EpochStart(
                                floats(tensors, EPOCH_START + WEIGHTS), startOptimizers)),
                0);
        return new CheckpointFolder(
                state,
                content.config("made"),
                content.config("run"),
                content.string("chain"),
                content.string("kernels"));
    }

    private static List<OptimizerState> optimizers(
            List<Object> iterations, Map<String, StoredTensor> tensors, String prefix) {
        List<OptimizerState> optimizers = new ArrayList<>();
        for (Object each : iterations) {
            List<float[]> slots = floats(tensors, prefix + SLOTS + optimizers.size() + ".");
            optimizers.add(new OptimizerState(((Number) each).longValue(), slots.toArray(float[][]::new)));
        }
        return optimizers;
    }

    private static List<float[]> floats(Map<String, StoredTensor> tensors, String prefix) {
        return values(tensors, prefix).stream().map(values -> (float[]) values).toList();
    }

    /** The tensors that are numbered with a prefix, in order. */
    private static List<Object> values(Map<String, StoredTensor> tensors, String prefix) {
        List<Object> values = new ArrayList<>();
        StoredTensor next = tensors.get(prefix + 0);
        while (next != null) {
            values.add(next.values());
            next = tensors.get(prefix + values.size());
        }
        return values;
    }
}
