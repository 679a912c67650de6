package io.kindling.program;

import io.kindling.compile.PlanMemory;
import io.kindling.data.RowOwnership;
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
 * The plans of a replica's phases: one for each shard and each size of batch. There are two sizes, as the last batch may be
 * short: both are traced when the shard's phase is first computed, so that no later step waits for a trace.
 */
final class CompiledPhases {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledPhases.class);

    /** Phases that were warned of, by their program's class and their name. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private record Signature(int phase, int shard, int rows, long[] counts) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Signature that
                    && phase == that.phase
                    && shard == that.shard
                    && rows == that.rows
                    && java.util.Arrays.equals(counts, that.counts);
        }

        @Override
        public int hashCode() {
            return (phase * 31 + shard) * 31 + rows;
        }
    }

    private final BuiltProgram program;
    private final PlanMemory memory;
    private final MemoryPool pool;
    private final boolean compiles;
    private final Map<Signature, CompiledPhase.Outcome> known = new HashMap<>();
    private final Set<Integer> eager = new HashSet<>();

    CompiledPhases(BuiltProgram program, PlanMemory memory, MemoryPool pool) {
        this.program = program;
        this.memory = memory;
        this.pool = pool;
        this.compiles = program.isFloat32();
    }

    /**
     * The plan; null where the phase is computed eagerly.
     *
     * @param wholeCounts of each term over a whole batch
     */
    @Nullable
    CompiledPhase of(PhaseCall call, int shard, RowOwnership ownership, PhaseCounts wholeCounts) {
        if (!compiles || eager.contains(call.phase())) {
            return null;
        }
        Signature signature = signature(call, call.batch(), shard, ownership, wholeCounts);
        CompiledPhase.Outcome outcome = known.get(signature);
        if (outcome != null) {
            return outcome.phase();
        }
        long last = ownership.batchesPerEpoch() - 1;
        trace(call, signature(call, 0, shard, ownership, wholeCounts));
        trace(call, signature(call, last, shard, ownership, wholeCounts));
        return Objects.requireNonNull(known.get(signature)).phase();
    }

    private static Signature signature(
            PhaseCall call, long batch, int shard, RowOwnership ownership, PhaseCounts wholeCounts) {
        return new Signature(
                call.phase(), shard, ownership.share(batch, shard), wholeCounts.of(call, ownership.batchRows(batch)));
    }

    private void trace(PhaseCall call, Signature signature) {
        if (!known.containsKey(signature)) {
            CompiledPhase.Outcome outcome = CompiledPhase.of(
                    program, call, signature.shard(), signature.rows(), signature.counts(), memory, pool);
            known.put(signature, outcome);
            if (!outcome.reason().isEmpty()) {
                eager.add(call.phase());
                warnOnce(program.phases().get(call.phase()).name(), outcome.reason());
            }
        }
    }

    /** Once in a process, however many replicas it has. */
    private void warnOnce(String phase, String reason) {
        if (WARNED.add(program.spec().className() + '/' + phase)) {
            LOG.warn("Phase '{}' is computed operation by operation: {}.", phase, reason);
        }
    }
}
