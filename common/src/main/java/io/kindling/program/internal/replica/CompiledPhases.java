package io.kindling.program.internal.replica;

import io.kindling.compile.internal.PlanMemory;
import io.kindling.data.RowPartitioner;
import io.kindling.program.BuiltProgram;
import io.kindling.program.PhaseCall;
import io.kindling.tensor.MemoryPool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of a replica's phases: one for each shard and each batch size. There are two sizes because the last batch may be
 * short. Both are traced when the shard's phase is first computed, so that no later step waits for a trace.
 */
final class CompiledPhases {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledPhases.class);

    /** The phases that a warning was logged for, by the program's class and the phase's name. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    /**
     * The key of a plan. It holds the whole batch's rows, too, because loss terms are means over the whole batch.
     *
     * @param rows the shard's rows of the batch
     * @param batchRows rows of the whole batch
     */
    private record Signature(int phase, int shard, int rows, int batchRows) {
        // Written out because each step uses it: a record's generated methods take microseconds until they are
        // compiled.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Signature same
                    && phase == same.phase
                    && shard == same.shard
                    && rows == same.rows
                    && batchRows == same.batchRows;
        }

        @Override
        public int hashCode() {
            return ((phase * 31 + shard) * 31 + rows) * 31 + batchRows;
        }
    }

    private final BuiltProgram program;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private final PhaseCounts wholeCounts;
    private final boolean compiles;
    private final Map<Signature, CompiledPhase.Outcome> known = new HashMap<>();
    private final Set<Integer> eager = new HashSet<>();

    CompiledPhases(BuiltProgram program, PhaseCounts wholeCounts, PlanMemory memory, MemoryPool pool) {
        this.program = program;
        this.wholeCounts = wholeCounts;
        this.memory = memory;
        this.pool = pool;
        this.compiles = program.isFloat32();
    }

    /** The plan for a shard's rows of a batch; null if the phase is computed eagerly. */
    @Nullable
    CompiledPhase of(PhaseCall call, int shard, RowPartitioner partitioner) {
        if (!compiles || eager.contains(call.phase())) {
            return null;
        }
        Signature signature = signature(call, call.batch(), shard, partitioner);
        CompiledPhase.Outcome outcome = known.get(signature);
        if (outcome != null) {
            return outcome.phase();
        }
        trace(call, signature(call, 0, shard, partitioner));
        trace(call, signature(call, partitioner.batchesPerEpoch() - 1, shard, partitioner));
        return Objects.requireNonNull(known.get(signature)).phase();
    }

    /** The plan for a shard's rows of a batch; null if the phase is computed eagerly or has not been traced yet. */
    @Nullable
    CompiledPhase known(PhaseCall call, int shard, RowPartitioner partitioner) {
        CompiledPhase.Outcome outcome = known.get(signature(call, call.batch(), shard, partitioner));
        return outcome == null ? null : outcome.phase();
    }

    private static Signature signature(PhaseCall call, long batch, int shard, RowPartitioner partitioner) {
        return new Signature(call.phase(), shard, partitioner.rowsInBatch(batch, shard), partitioner.batchRows(batch));
    }

    private void trace(PhaseCall call, Signature signature) {
        if (!known.containsKey(signature)) {
            long[] counts = wholeCounts.of(call, signature.batchRows());
            CompiledPhase.Outcome outcome =
                    CompiledPhase.of(program, call, signature.shard(), signature.rows(), counts, memory, pool);
            known.put(signature, outcome);
            if (!outcome.reason().isEmpty()) {
                eager.add(call.phase());
                warnOnce(program.phases().get(call.phase()).name(), outcome.reason());
            }
        }
    }

    /** Logs a warning once in a process, not once for each replica. */
    private void warnOnce(String phase, String reason) {
        if (WARNED.add(program.spec().className() + '/' + phase)) {
            LOG.warn("Phase '{}' is computed operation by operation: {}.", phase, reason);
        }
    }
}
