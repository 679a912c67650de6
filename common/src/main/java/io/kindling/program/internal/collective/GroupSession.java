package io.kindling.program.internal.collective;

import io.kindling.program.internal.replica.ShardComputation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A worker group that runs commands of another thread while there are any. The session ends when no command comes for a
 * moment, so that its threads are free for other jobs, and after a minute, so that other jobs get their turn.
 */
public final class GroupSession {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_DURATION = Duration.ofMinutes(1);

    private final WorkerGroup group;
    private final BlockingQueue<GroupCommand> commands = new ArrayBlockingQueue<>(1);
    private volatile boolean ended;
    private volatile @Nullable String killReason;

    /**
     * @param size how many ranks
     * @param shards how many shards they compute together
     * @param timeout how long a rank waits for another
     */
    public GroupSession(int size, int shards, Duration timeout) {
        this.group = new WorkerGroup(size, shards, timeout);
    }

    /** Runs a rank of the group on the calling thread, until the session ends. */
    public void run(int rank, ShardComputation computation) {
        if (rank == 0) {
            lead(computation);
        } else {
            group.follow(rank, computation);
        }
    }

    private void lead(ShardComputation computation) {
        long start = System.nanoTime();
        GroupCommand.StopCondition stop =
                () -> group.isShutdown() || System.nanoTime() - start > MAX_DURATION.toNanos();
        try {
            for (GroupCommand command = next(); command != null; command = stop.holds() ? last() : next()) {
                command.run(group, computation, stop);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private @Nullable GroupCommand next() throws InterruptedException {
        GroupCommand command = commands.poll(IDLE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return command != null ? command : last();
    }

    /** A command that was offered just in time; if there is none, the session accepts no other. */
    private synchronized @Nullable GroupCommand last() {
        GroupCommand command = commands.poll();
        ended = command == null;
        return command;
    }

    /** @return false if the session does not accept the command and will not run it */
    synchronized boolean offer(GroupCommand command) {
        return !ended && !group.isShutdown() && commands.offer(command);
    }

    /** Ends the session at the ranks' next barrier. */
    public synchronized void end() {
        ended = true;
        group.shutdown();
    }

    /** Ends the session because a rank failed. */
    public void fail(Throwable cause) {
        group.fail(cause);
        end();
    }

    /**
     * Reports that the task of a rank was killed from outside, which need not be why the session ended. Only the first report
     * counts: the other tasks are killed because the first was.
     */
    public synchronized void reportKill(String reason) {
        killReason = killReason == null ? reason : killReason;
    }

    /** The first reason given to {@link #reportKill}. */
    public Optional<String> killReason() {
        return Optional.ofNullable(killReason);
    }

    /** @throws IllegalStateException if the session ended because of a failure: its replicas may be in a broken state */
    public void requireNoFailure() {
        Throwable failure = failure();
        if (failure != null) {
            throw new IllegalStateException("Cannot continue: " + failure, failure);
        }
    }

    /** What the ranks compute, and which have not finished. */
    String waitingFor() {
        return group.waitingFor();
    }

    /** Whether the session accepts no more commands. */
    public boolean isEnded() {
        return ended || group.isShutdown();
    }

    /** The failure that ended the session; null if there was none. */
    @Nullable
    Throwable failure() {
        return group.failure();
    }
}
