package io.kindling.worker.internal;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.PhaseCall;
import io.kindling.program.internal.collective.GroupSession;
import io.kindling.program.internal.replica.FlatBuffer;
import io.kindling.program.internal.replica.GradientBuffer;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.Replica;
import io.kindling.program.internal.replica.ShardComputation;
import io.kindling.program.internal.replica.ShardResult;
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
 * The task of a barrier stage that runs one rank of a group session. The partition's number is the rank. The task never fails:
 * it reports a failure to the session, and the strategy that submits the commands decides whether to retry.
 */
public final class BarrierTask extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String sessionName;
    private final String programJson;
    private final LongAccumulator shardsComputed;

    /**
     * @param sessionName the session's name in {@link GroupSessions}
     * @param shardsComputed counts the shards of phases that this task computes
     */
    public BarrierTask(String sessionName, String programJson, LongAccumulator shardsComputed) {
        this.sessionName = sessionName;
        this.programJson = programJson;
        this.shardsComputed = shardsComputed;
    }

    @Override
    public Iterator<Integer> apply(Iterator<Integer> ranks) {
        // A stage attempt that Spark itself started is too late: the session lost a rank and has ended.
        Optional<GroupSession> session =
                TaskContext.get().stageAttemptNumber() == 0 ? GroupSessions.find(sessionName) : Optional.empty();
        session.ifPresent(this::join);
        return ranks;
    }

    private void join(GroupSession session) {
        try {
            Replicas.with(programJson, replica -> {
                Counting counting = new Counting(replica);
                session.run(TaskContext.getPartitionId(), counting);
                reportIfKilled(session);
                shardsComputed.add(counting.count);
                session.requireNoFailure();
                return counting.count;
            });
        } catch (Throwable failure) {
            session.fail(failure);
        }
    }

    /** Reports why the task was killed: an exception, if there was one, only says that the thread was interrupted. */
    private static void reportIfKilled(GroupSession session) {
        TaskContext task = TaskContext.get();
        if (task.isInterrupted()) {
            Option<String> reason = task.getKillReason();
            session.reportKill("task " + task.taskAttemptId() + " (rank " + task.partitionId() + ") was killed: "
                    + (reason.isDefined() ? reason.get() : "no reason given"));
        }
    }

    /** A replica that counts the shards of phases that it computes. */
    private static final class Counting implements ShardComputation {
        private final Replica replica;
        private long count;

        private Counting(Replica replica) {
            this.replica = replica;
        }

        @Override
        public ShardResult run(
                PhaseCall call,
                int shard,
                ShardBatches rows,
                List<float[]> weights,
                long version,
                GradientBuffer gradient) {
            count++;
            return replica.run(call, shard, rows, weights, version, gradient);
        }

        @Override
        public void prefetch(PhaseCall call, int shard, ShardBatches rows) {
            replica.prefetch(call, shard, rows);
        }

        @Override
        public @Nullable FlatBuffer residentWeights(int model) {
            return replica.residentWeights(model);
        }

        @Override
        public PartialEvaluation evaluate(Examples rows, int batchSize, List<float[]> weights) {
            return replica.evaluate(rows, batchSize, weights);
        }
    }
}
