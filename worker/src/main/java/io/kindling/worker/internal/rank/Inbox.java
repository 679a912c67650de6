package io.kindling.worker.internal.rank;

import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.protocol.Whereabouts;
import io.kindling.worker.internal.net.PeerConnection;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** The driver's messages to a rank. Others put them in; the rank's thread takes them out. */
final class Inbox {
    private static final long POLL_MILLIS = 500;

    private final LinkedBlockingQueue<ControlMessage> messages = new LinkedBlockingQueue<>();
    private final TaskContext context;
    private volatile @Nullable PeerConnection driver;
    private volatile Supplier<Whereabouts> whereabouts = () -> new Whereabouts("", true, false);

    Inbox(TaskContext context) {
        this.context = context;
    }

    /** Sets the connection with the driver. If it is closed, the rank may leave. */
    void listenTo(PeerConnection connection) {
        driver = connection;
    }

    /** Sets who answers what the rank is doing. It is asked on another thread. */
    void answerBy(Supplier<Whereabouts> answer) {
        whereabouts = answer;
    }

    void received(PeerConnection connection, ByteBuffer message) {
        if (connection != driver) {
            return;
        }
        ControlMessage read = ControlMessage.read(message);
        if (read.header() instanceof Whereabouts.Question) {
            connection.send(ControlMessage.of(whereabouts.get()));
        } else {
            messages.add(read);
        }
    }

    void closed(PeerConnection connection) {
        if (connection == driver) {
            messages.add(new ControlMessage(new ToRank.Leave(), new byte[0], 0, 0));
        }
    }

    /** Whether there is a message, or the task is to end. It is cheap. */
    boolean hasNews() {
        return !messages.isEmpty() || context.isInterrupted();
    }

    /** The next message; null if there is none. */
    @Nullable
    ControlMessage poll() {
        context.killTaskIfInterrupted();
        return messages.poll();
    }

    /** Waits a moment for a message. */
    @Nullable
    ControlMessage await() throws InterruptedException {
        context.killTaskIfInterrupted();
        return messages.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
}
