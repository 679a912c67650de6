package io.kindling.worker.internal.rank;

import io.kindling.program.internal.collective.StepCalls;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.replica.Replica;
import io.kindling.worker.internal.Replicas;
import io.kindling.worker.internal.net.Endpoint;
import io.kindling.worker.internal.net.ExchangeEndpoint;
import io.kindling.worker.internal.net.PeerConnection;
import io.kindling.worker.internal.net.PeerListener;
import java.nio.ByteBuffer;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** The task of a member: it joins the training, and does what the driver says until it may leave. */
final class RankTask {
    private final RankSettings settings;
    private final RankRows rows;
    private final TaskContext context;

    RankTask(RankSettings settings, RankRows rows, TaskContext context) {
        this.settings = settings;
        this.rows = rows;
        this.context = context;
    }

    void run() {
        Replicas.with(settings.programJson(), replica -> {
            join(replica);
            return true;
        });
    }

    private void join(Replica replica) {
        Inbox inbox = new Inbox(context);
        StepCalls calls =
                new StepCalls(replica.program(), settings.partitioner().batchesPerEpoch());
        SparkEnv spark = SparkEnv.get();
        try (ExchangeEndpoint exchanges = ExchangeEndpoint.open(spark);
                Endpoint endpoint = Endpoint.open(spark, Integer.MAX_VALUE - 8, new ToInbox(inbox))) {
            PeerConnection driver = endpoint.connect(settings.host(), settings.port());
            inbox.listenTo(driver);
            MemberName name = new MemberName(exchanges.place(), context.taskAttemptId());
            RankLoop loop = new RankLoop(settings, replica, calls, rows, inbox, driver, exchanges);
            try {
                driver.send(ControlMessage.of(
                        new Join(settings.run(), name.toString(), endpoint.host(), spark.executorId())));
                loop.run();
            } finally {
                loop.close();
                driver.close();
            }
        } catch (InterruptedException killed) {
            Thread.currentThread().interrupt();
            context.killTaskIfInterrupted();
            throw new IllegalStateException("Interrupted while shards were computing.", killed);
        }
    }

    private record ToInbox(Inbox inbox) implements PeerListener {
        @Override
        public void received(PeerConnection connection, ByteBuffer message) {
            inbox.received(connection, message);
        }

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            inbox.closed(connection);
        }
    }
}
