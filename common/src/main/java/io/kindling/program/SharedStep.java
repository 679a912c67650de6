package io.kindling.program;

import io.kindling.data.RowOwnership;
import io.kindling.data.ShardBatches;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step after another of a program, by a crew whose participants share the state. In each phase they compute their
 * shards, meet, add and check a slice of the gradient each, meet, update that slice of the weights, meet again, and take all
 * slices into the copies that they compute with. Who comes to a meeting before another fetches the rows it begins with next.
 * The first does what is left: counts, losses, metrics, moving statistics. What is refused changes nothing: the updates of the phases before it, in a step of several, stay made.
 */
final class SharedStep implements Crew.Work {
    private final BuiltProgram program;
    private final TrainingState state;
    private final List<ShardBatches> rows;
    private final String executor;
    private final int participants;
    private final long batches;
    private final PhaseCheck check;
    private final List<SharedPhase> phases = new ArrayList<>();
    private final ShardResult[] results;
    private final List<ShardResult> allResults;
    private Failures failures;
    private final double[] losses;
    private List<float[]> weights = List.of();
    private List<long[]> metrics = List.of();
    private int rowsSeen;
    private long computeNanos;
    private long updateNanos;

    /**
     * Finds what is to be known of the phases, once for all steps.
     *
     * @param program of which steps read only what phases there are
     * @param state what all steps change
     * @param rows each shard's rows
     * @param executor how a message names where shards are computed; may be empty
     */
    SharedStep(BuiltProgram program, TrainingState state, List<ShardBatches> rows, int participants, String executor) {
        this.program = program;
        this.state = state;
        this.rows = rows;
        this.executor = executor;
        this.participants = participants;
        RowOwnership ownership = rows.get(0).ownership();
        this.batches = ownership.batchesPerEpoch();
        this.check = new PhaseCheck(program, ownership);
        this.results = new ShardResult[rows.size()];
        this.allResults = Arrays.asList(results);
        this.failures = new Failures(participants);
        this.losses = new double[program.phases().size()];
        PhaseCall first = call(0, 0);
        check.prepare(first);
        ConnectedWeights connected = new ConnectedWeights(program);
        for (int p = 0; p < program.phases().size(); p++) {
            Phase phase = program.phases().get(p);
            phases.add(new SharedPhase(
                    program,
                    phase,
                    connected.of(call(p, 0), ownership.batchRows(0)),
                    state,
                    rows.size(),
                    participants));
        }
    }

    TrainingState state() {
        return state;
    }

    private PhaseCall call(int phase, int repeat) {
        return new PhaseCall(state.step(), state.epoch(), state.batch(), phase, repeat);
    }

    /**
     * One step, led by this thread.
     *
     * @throws PhaseException where the program's code threw
     * @throws NotFiniteException where the step was refused
     */
    StepDone lead(Crew crew, ShardComputation replica) {
        long start = System.nanoTime();
        if (failures.any() || failures.refused()) {
            // A slow participant may still look at those of the step before.
            failures = new Failures(participants);
        }
        weights = state.untouched();
        metrics = copy(state.metrics());
        computeNanos = 0;
        updateNanos = 0;
        long step = state.step();
        int batch = state.batch();
        crew.lead(this, replica);
        failures.throwFirst();
        return new StepDone(
                step,
                state.epoch(),
                batch,
                losses.clone(),
                metrics,
                rowsSeen,
                state.seen(),
                new StepTime(System.nanoTime() - start, computeNanos, updateNanos));
    }

    private static List<long[]> copy(List<long[]> states) {
        List<long[]> copies = new ArrayList<>(states.size());
        for (long[] state : states) {
            copies.add(state.clone());
        }
        return copies;
    }

    @Override
    public void run(int participant, ShardComputation replica, Meeting meeting) {
        Failures kept = failures;
        for (int p = 0; p < phases.size(); p++) {
            for (int repeat = 0; repeat < program.phases().get(p).repeat(); repeat++) {
                if (!phase(participant, replica, meeting, call(p, repeat), kept)) {
                    return;
                }
            }
        }
        if (participant == 0) {
            state.stepDone(rowsSeen, metrics);
        }
    }

    /** @return whether the update was made */
    private boolean phase(int participant, ShardComputation replica, Meeting meeting, PhaseCall call, Failures kept) {
        SharedPhase phase = phases.get(call.phase());
        kept.keep(participant, () -> compute(participant, replica, call, phase));
        Runnable meanwhile = () -> expectNext(participant, replica, call);
        meeting.awaitComputed(participant, meanwhile);
        if (kept.any()) {
            return false;
        }
        long computed = System.nanoTime();
        if (participant == 0) {
            kept.keepRefusal(() -> record(call));
        }
        phase.sum(participant);
        meeting.await(participant, meanwhile);
        if (kept.refused()) {
            return false;
        }
        if (!phase.isFinite()) {
            if (participant == 0) {
                kept.keepRefusal(() -> refuse(call, phase));
            }
            return false;
        }
        phase.move(participant, replica);
        boolean changes = !results[0].changes().isEmpty();
        meeting.await(participant, meanwhile);
        if (participant == 0) {
            phase.moved();
        }
        phase.give(participant, replica);
        if (changes) {
            if (participant == 0) {
                StateChanges.apply(allResults, program, state);
                weights = state.untouched();
            }
            meeting.await(participant);
        }
        if (participant == 0) {
            check.applied(call, losses[call.phase()]);
            updateNanos += System.nanoTime() - computed;
        }
        return true;
    }

    private void compute(int participant, ShardComputation replica, PhaseCall call, SharedPhase phase) {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("Interrupted while shards were computing.");
        }
        int to = Crew.from(participant + 1, participants, results.length);
        for (int shard = Crew.from(participant, participants, results.length); shard < to; shard++) {
            results[shard] = replica.run(call, shard, rows.get(shard), weights, phase.gradient(shard));
        }
    }

    /** Has the rows fetched that a participant begins with next. */
    private void expectNext(int participant, ShardComputation replica, PhaseCall call) {
        PhaseCall next = next(call);
        if (next != null) {
            int shard = Crew.from(participant, participants, results.length);
            replica.expect(next, shard, rows.get(shard));
        }
    }

    /** The phase after one; null at the end of an epoch, as the next is in another order. */
    private @Nullable PhaseCall next(PhaseCall call) {
        int phase = call.phase();
        if (call.repeat() + 1 < program.phases().get(phase).repeat()) {
            return new PhaseCall(call.step(), call.epoch(), call.batch(), phase, call.repeat() + 1);
        }
        if (phase + 1 < phases.size()) {
            return new PhaseCall(call.step(), call.epoch(), call.batch(), phase + 1, 0);
        }
        return call.batch() + 1 < batches ? new PhaseCall(call.step() + 1, call.epoch(), call.batch() + 1, 0, 0) : null;
    }

    private void record(PhaseCall call) {
        check.requireWholeCounts(call, allResults);
        double loss = loss(0, results.length);
        rowsSeen = 0;
        long slowest = 0;
        boolean finite = true;
        for (ShardResult result : results) {
            rowsSeen += result.rows();
            slowest = Math.max(slowest, result.computeNanos());
            finite &= Double.isFinite(result.loss());
            for (int m = 0; m < metrics.size(); m++) {
                add(metrics.get(m), result.metrics().get(m));
            }
        }
        computeNanos += slowest;
        losses[call.phase()] = loss;
        if (!finite) {
            check.requireFinite(call, named(phases.get(call.phase())));
        }
    }

    private double loss(int from, int to) {
        if (to - from == 1) {
            return results[from].loss();
        }
        int middle = from + CanonicalSum.left(to - from);
        return loss(from, middle) + loss(middle, to);
    }

    private static void add(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    /** Says which shard it was, or that only the sum is not finite. */
    private void refuse(PhaseCall call, SharedPhase phase) {
        check.requireFinite(call, named(phase));
        try {
            phase.requireFinite();
        } catch (NonFiniteGradientException e) {
            throw check.sumNotFinite(call, losses[call.phase()], e.finding());
        }
    }

    private List<ShardResult> named(SharedPhase phase) {
        return allResults.stream()
                .map(result -> result.with(phase.gradient(result.shard())).by(executor, 0))
                .toList();
    }
}
