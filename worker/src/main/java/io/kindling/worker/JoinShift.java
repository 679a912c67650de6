package io.kindling.worker;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.EvaluationShare;
import io.kindling.program.FlatRegions;
import io.kindling.program.GradientMemory;
import io.kindling.program.PhaseCall;
import io.kindling.program.Replica;
import io.kindling.program.ShardComputation;
import io.kindling.program.ShardResult;
import io.kindling.program.Shift;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Participates in a shift, as a task of a barrier stage. The partition's number is the participant's. It never fails: who
 * gave the shift its orders is told, and decides what is done again.
 */
public final class JoinShift extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String shift;
    private final String programJson;
    private final LongAccumulator shardsComputed;

    /**
     * @param shift its name among {@link OpenShifts}
     * @param shardsComputed told how many shards of phases this task computed
     */
    public JoinShift(String shift, String programJson, LongAccumulator shardsComputed) {
        this.shift = shift;
        this.programJson = programJson;
        this.shardsComputed = shardsComputed;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> participant) {
        // An attempt of Spark's own comes late: the shift lost a participant, and is over.
        Optional<Shift> open = TaskContext.get().stageAttemptNumber() == 0 ? OpenShifts.find(shift) : Optional.empty();
        open.ifPresent(this::join);
        return participant;
    }

    private void join(Shift joined) {
        try {
            Replicas.with(programJson, replica -> {
                Counting counting = new Counting(replica);
                joined.work(TaskContext.getPartitionId(), counting);
                tellIfKilled(joined);
                shardsComputed.add(counting.count);
                joined.requireSound();
                return counting.count;
            });
        } catch (RuntimeException | Error failure) {
            joined.fail(failure);
        }
    }

    /** What was thrown meanwhile, if anything, only says that a thread was interrupted. */
    private static void tellIfKilled(Shift joined) {
        TaskContext task = TaskContext.get();
        if (task.isInterrupted()) {
            Option<String> reason = task.getKillReason();
            joined.killed("task " + task.taskAttemptId() + " (participant " + task.partitionId() + ") was killed: "
                    + (reason.isDefined() ? reason.get() : "no reason given"));
        }
    }

    /** A replica, counting. */
    private static final class Counting implements ShardComputation {
        private final Replica replica;
        private long count;

        private Counting(Replica replica) {
            this.replica = replica;
        }

        @Override
        public ShardResult run(
                PhaseCall call, int shard, ShardBatches rows, List<float[]> weights, GradientMemory gradient) {
            count++;
            return replica.run(call, shard, rows, weights, gradient);
        }

        @Override
        public void expect(PhaseCall call, int shard, ShardBatches rows) {
            replica.expect(call, shard, rows);
        }

        @Override
        public @Nullable FlatRegions copyOf(int model) {
            return replica.copyOf(model);
        }

        @Override
        public EvaluationShare evaluate(Examples rows, int batchSize, List<float[]> weights) {
            return replica.evaluate(rows, batchSize, weights);
        }
    }
}
