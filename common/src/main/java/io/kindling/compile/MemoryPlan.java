package io.kindling.compile;

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
 * Where each value of a plan stands in its arena. A value keeps its place from the instruction that makes it to the last
 * that reads it; then another takes it. The largest are placed first, each at the lowest place that is free all its life
 * (greedy by size: Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, 2020).
 */
final class MemoryPlan {
    /** A piece of memory in use from one instruction to another. */
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
     * @param outside those of them that stand elsewhere
     */
    MemoryPlan(List<Value> inputs, List<Instruction> instructions, Set<Value> kept, Set<Value> outside) {
        this.outside = Set.copyOf(outside);
        for (Value input : inputs) {
            blocks.put(input, block(-1, input));
        }
        Map<Value, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < instructions.size(); i++) {
            for (Value input : instructions.get(i).inputs()) {
                lastUse.put(input.held(), i);
            }
        }
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            for (Value input : instruction.inputs()) {
                extend(input, i);
            }
            if (!outside.contains(instruction.output())) {
                Block dying = overwritten(instruction, i, lastUse, kept);
                Block own = dying != null ? dying : block(i, instruction.output());
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
        Block block = blocks.get(value.held());
        if (block != null) {
            block.to = Math.max(block.to, at);
        }
    }

    /** The place of an input that nothing reads afterwards; null where there is none. */
    private @Nullable Block overwritten(Instruction instruction, int at, Map<Value, Integer> lastUse, Set<Value> kept) {
        for (Value input : instruction.overwritable()) {
            Value held = input.held();
            Block block = blocks.get(held);
            if (block != null
                    && Objects.equals(lastUse.get(held), at)
                    && !kept.contains(held)
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

    /** The bytes of the arena. */
    long bytes() {
        return bytes;
    }

    /** The bytes that all values would take if each kept its place. */
    long bytesWithoutReuse() {
        Set<Block> distinct = new HashSet<>(all);
        return distinct.stream().mapToLong(block -> block.bytes).sum();
    }

    /** Whether a value stands outside of the arena. */
    boolean isOutside(Value value) {
        return outside.contains(value.held());
    }

    boolean holds(Value value) {
        return blocks.containsKey(value.held());
    }

    long offset(Value value) {
        return Objects.requireNonNull(blocks.get(value.held())).offset;
    }

    long workspaceOffset(int instruction) {
        return Math.max(0, workspaces.get(instruction).offset);
    }
}
