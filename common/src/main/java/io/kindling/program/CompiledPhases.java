package io.kindling.program;

import io.kindling.compile.PlanMemory;
import io.kindling.tensor.MemoryPool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plans of a replica's phases: one for each shard and each size of batch, made when it is first needed. */
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
     * @param rows rows of the batch that the shard holds
     * @param counts of each term over the whole batch
     */
    @Nullable
    CompiledPhase of(PhaseCall call, int shard, int rows, long[] counts) {
        if (!compiles || eager.contains(call.phase())) {
            return null;
        }
        Signature signature = new Signature(call.phase(), shard, rows, counts);
        CompiledPhase.Outcome outcome = known.get(signature);
        if (outcome == null) {
            outcome = CompiledPhase.of(program, call, shard, rows, counts, memory, pool);
            known.put(signature, outcome);
            if (!outcome.reason().isEmpty()) {
                eager.add(call.phase());
                warnOnce(program.phases().get(call.phase()).name(), outcome.reason());
            }
        }
        return outcome.phase();
    }

    /** Once in a process, however many replicas it has. */
    private void warnOnce(String phase, String reason) {
        if (WARNED.add(program.spec().className() + '/' + phase)) {
            LOG.warn("Phase '{}' is computed operation by operation: {}.", phase, reason);
        }
    }
}
