package io.kindling.compile.internal;

import io.kindling.tensor.Arena;
import io.kindling.tensor.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of a plan's values in its arena. A value occupies its memory from the instruction that writes it to the last
 * one that reads it; then the memory is reused. The largest values are placed first, each at the lowest offset that is free
 * for its whole lifetime (greedy by size: Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference,
 * 2020).
 */
final class MemoryPlan {
    /** A piece of memory that is in use from one instruction to another. */
    private static final class Block {
        private final int from;
        private int to;
        private final long bytes;
        private long offset = -1;

        private Block(int from, long bytes) {
            this.from = from;
            this.to = from;
            this.bytes = bytes;
        }
    }

    private final Map<Value, Block> blocks = new HashMap<>();
    private final List<Block> all = new ArrayList<>();
    private final List<Block> workspaces = new ArrayList<>();
    private final Set<Value> outside;
    private final long bytes;

    /**
     * @param inputs values written before the first instruction
     * @param kept values read after the last one
     * @param outside values of {@code kept} that are stored outside of the arena
     */
    MemoryPlan(List<Value> inputs, List<Instruction> instructions, Set<Value> kept, Set<Value> outside) {
        this.outside = Set.copyOf(outside);
        for (Value input : inputs) {
            blocks.put(input, block(-1, input));
        }
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < instructions.size(); i++) {
            for (Value input : instructions.get(i).inputs()) {
                lastUse.put(input.storage(), i);
            }
        }
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            for (Value input : instruction.inputs()) {
                extend(input, i);
            }
            if (!outside.contains(instruction.output())) {
                Block reused = overwritten(instruction, i, lastUse, kept);
                Block own = reused != null ? reused : block(i, instruction.output());
                own.to = i;
                blocks.put(instruction.output(), own);
            }
            Block workspace = new Block(i, Arena.aligned(instruction.kernel().workspaceBytes()));
            workspaces.add(workspace);
            if (workspace.bytes > 0) {
                all.add(workspace);
            }
        }
        kept.forEach(value -> extend(value, instructions.size()));
        this.bytes = place();
    }

    private Block block(int at, Value value) {
        Block block =
                new Block(at, Arena.aligned(value.shape().size() * value.dtype().bytes()));
        all.add(block);
        return block;
    }

    private void extend(Value value, int at) {
        Block block = blocks.get(value.storage());
        if (block != null) {
            block.to = Math.max(block.to, at);
        }
    }

    /** Returns the block of an input that the output can overwrite as nothing reads it later; null if there is none. */
    private @Nullable Block overwritten(Instruction instruction, int at, Map<Value, Integer> lastUse, Set<Value> kept) {
        for (Value input : instruction.overwritable()) {
            Value storage = input.storage();
            Block block = blocks.get(storage);
            if (block != null
                    && Objects.equals(lastUse.get(storage), at)
                    && !kept.contains(storage)
                    && block.bytes == Arena.aligned(instruction.output().shape().size() * DType.FLOAT32.bytes())) {
                return block;
            }
        }
        return null;
    }

    private long place() {
        List<Block> order = new ArrayList<>(all);
        order.sort(Comparator.comparingLong((Block block) -> -block.bytes));
        List<Block> placed = new ArrayList<>();
        long end = 0;
        for (Block block : order) {
            long offset = 0;
            for (Block other : placed) {
                boolean together = other.from <= block.to && block.from <= other.to;
                if (together && other.offset < offset + block.bytes && offset < other.offset + other.bytes) {
                    offset = other.offset + other.bytes;
                }
            }
            block.offset = offset;
            end = Math.max(end, offset + block.bytes);
            int at = 0;
            while (at < placed.size() && placed.get(at).offset <= offset) {
                at++;
            }
            placed.add(at, block);
        }
        return end;
    }

    /** Returns the size of the arena in bytes. */
    long bytes() {
        return bytes;
    }

    /** Returns the bytes that all values would need without reuse of memory. */
    long bytesWithoutReuse() {
        Set<Block> distinct = new HashSet<>(all);
        return distinct.stream().mapToLong(block -> block.bytes).sum();
    }

    /** Returns true if a value is stored outside of the arena. */
    boolean isOutside(Value value) {
        return outside.contains(value.storage());
    }

    boolean holds(Value value) {
        return blocks.containsKey(value.storage());
    }

    long offset(Value value) {
        return Objects.requireNonNull(blocks.get(value.storage())).offset;
    }

    long workspaceOffset(int instruction) {
        return Math.max(0, workspaces.get(instruction).offset);
    }
}
