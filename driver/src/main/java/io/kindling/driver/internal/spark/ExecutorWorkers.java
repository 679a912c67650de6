package io.kindling.driver.internal.spark;

import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.StepWorkers;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Coordinator;
import io.kindling.program.internal.protocol.CoordinatorCommand;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.protocol.RankFailure;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.Whereabouts;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.net.Endpoint;
import io.kindling.worker.internal.net.PeerConnection;
import io.kindling.worker.internal.net.PeerListener;
import io.kindling.worker.internal.rank.ControlMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ranks on executors that compute steps together. An event loop executes what {@link Coordinator} says; members' messages,
 * the clock and the training loop only tell it what happened.
 */
final class ExecutorWorkers implements StepWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutorWorkers.class);

    private static final int MAX_MESSAGE_BYTES = Integer.MAX_VALUE - 8;

    /** How often the same round may fail in succession. */
    private static final int ATTEMPTS = 4;

    /** What happened, for the coordinator: the time in nanoseconds, to what it has done then. */
    private interface Event extends Function<Long, List<CoordinatorCommand>> {}

    private final String run = UUID.randomUUID().toString();
    private final RankJob job;
    private final Coordinator coordinator;
    private final Endpoint endpoint;
    private final EventLoop events = new EventLoop("kindling-coordinator", this::tick, this::end);

    // Used by the coordinator's thread alone.
    private final RankMembers members = new RankMembers();
    private final RankPayloads payloads = new RankPayloads();
    private boolean isLaunched;
    /** Whether a member has joined since the last launch. */
    private boolean hasJoined;
    /** Whether the tasks are to make room for others between two rounds. */
    private boolean makesRoom;

    private @Nullable ControlMessage received;
    private @Nullable ExecutorRound round;
    private @Nullable ExecutorEvaluation evaluation;

    private @Nullable ExecutorWatch watch;
    private volatile @Nullable RuntimeException aborted;
    private volatile boolean closed;

    ExecutorWorkers(RankJob job) {
        this.job = job;
        this.coordinator = new Coordinator(job.shards(), Math.max(1, job.slots()), ATTEMPTS, job.sharesMemory());
        this.endpoint = Endpoint.open(SparkEnv.get(), MAX_MESSAGE_BYTES, new MemberListener());
        events.start();
    }

    private void tick() {
        coordinator.wanted(Math.max(1, job.slots()));
        if (isLaunched && job.isEnded()) {
            isLaunched = false;
            Optional<Throwable> failure = job.failure();
            failure.filter(cause -> !hasJoined || BarrierStage.wasCancelled(cause))
                    .ifPresent(this::giveUp);
            failure.ifPresent(failed -> LOG.info("The tasks of the ranks ended: {}", failed.getMessage()));
            execute(coordinator.launchEnded());
        }
        if (isLaunched) {
            job.demand(members.executors()).ifPresent(who -> {
                LOG.info("The tasks of the ranks end at the end of the round and start again, because of {}.", who);
                makesRoom = true;
            });
        }
        if (round == null && evaluation == null) {
            makeRoom();
        }
        execute(coordinator.tick(System.nanoTime()));
    }

    /** Releases the members, if others need their slots, and launches new ones, which get what the others leave. */
    private void makeRoom() {
        if (makesRoom) {
            makesRoom = false;
            execute(coordinator.relaunch());
        }
    }

    /** Starts no other tasks: somebody has cancelled them, or each of them failed before it could join. */
    private void giveUp(Throwable cause) {
        execute(coordinator.release());
        end(new IllegalStateException(
                "Cannot continue: the Spark job that computes the steps "
                        + (BarrierStage.wasCancelled(cause) ? "was cancelled: " : "failed: ") + cause.getMessage(),
                cause));
    }

    /** Tells the coordinator's thread what happened. */
    private void on(Event event) {
        events.execute(() -> execute(event.apply(System.nanoTime())));
    }

    private void execute(List<CoordinatorCommand> commands) {
        for (CoordinatorCommand command : commands) {
            if (command instanceof CoordinatorCommand.Launch) {
                isLaunched = true;
                hasJoined = false;
                job.start(run, round == null ? "the next step" : round.first(), endpoint.host(), endpoint.port());
            } else if (command instanceof CoordinatorCommand.Send send) {
                members.send(send.member(), send.message(), payloads.of(send.member(), send.message()));
            } else if (command instanceof CoordinatorCommand.Accept accept) {
                members.read(accept.member(), () -> accept(accept.member(), accept.message()));
            } else if (command instanceof CoordinatorCommand.RoundComplete complete) {
                currentRound().complete(payloads.parts(members), members.shardsByExecutor(), complete.isLast());
                payloads.changed();
                round = complete.isLast() ? null : round;
                makeRoom();
            } else if (command instanceof CoordinatorCommand.EvaluationComplete) {
                evaluated(payloads.partials(members));
            } else if (command instanceof CoordinatorCommand.WorkStopped) {
                end(null);
            } else if (command instanceof CoordinatorCommand.WorkFailed failed) {
                ExecutorRound running = round;
                String work = running == null ? "the evaluation" : running.remaining();
                end(members.cause(work, failed.member(), ATTEMPTS, job));
            } else if (command instanceof CoordinatorCommand.Note note) {
                LOG.warn(note.text());
            }
        }
    }

    private ExecutorRound currentRound() {
        return Objects.requireNonNull(round);
    }

    private void accept(String member, ToDriver message) {
        ControlMessage current = Objects.requireNonNull(received);
        if (message instanceof ToDriver.StepDone) {
            currentRound().add(RankPayloads.list(current, CompletedStep.class));
        } else if (message instanceof ToDriver.RoundDone) {
            payloads.part(member, current);
        } else if (message instanceof ToDriver.Evaluated) {
            payloads.partials(member, current);
        } else if (message instanceof ToDriver.Failed) {
            members.failed(member, current.content(RankFailure.class));
        }
    }

    private void evaluated(List<PartialEvaluation> all) {
        ExecutorEvaluation complete = evaluation;
        evaluation = null;
        if (complete != null) {
            complete.complete(all);
        }
    }

    /** Ends the current work. */
    private void end(@Nullable Throwable cause) {
        ExecutorRound ended = round;
        if (ended != null) {
            ended.finish(cause);
            round = null;
        }
        ExecutorEvaluation running = evaluation;
        evaluation = null;
        if (running != null) {
            running.fail(cause);
        }
    }

    /** Puts what members send and when they go among the events. */
    private final class MemberListener implements PeerListener {
        @Override
        public void received(PeerConnection connection, ByteBuffer bytes) {
            ControlMessage message = ControlMessage.read(bytes);
            events.execute(() -> accept(connection, message));
        }

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            events.execute(() -> members.leave(connection).ifPresent(gone -> {
                LOG.debug("Member {} is gone: {}", gone.name(), cause.getMessage());
                execute(coordinator.left(gone.name(), System.nanoTime()));
            }));
        }
    }

    private void accept(PeerConnection connection, ControlMessage message) {
        Optional<RankMembers.Member> known = members.of(connection);
        if (known.isEmpty()
                && message.header() instanceof Join join
                && join.run().equals(run)) {
            hasJoined = true;
            execute(coordinator.joined(members.join(connection, join).name(), join.host(), System.nanoTime()));
            return;
        }
        if (known.isEmpty()) {
            LOG.warn("Closing the connection with {}: it is not a rank of this training.", connection.peer());
            connection.close();
        }
        known.ifPresent(member -> {
            if (message.header() instanceof ToDriver header) {
                received = message;
                execute(coordinator.received(member.name(), header, System.nanoTime()));
                received = null;
            } else if (message.header() instanceof Whereabouts where) {
                members.located(member, where);
            }
        });
    }

    @Override
    public Round begin(TrainingState from, TrainingState.Progress progress, long end, int attempt) {
        requireOpen();
        TrainingState reached = from.copy();
        reached.setProgress(progress);
        ExecutorRound begun = new ExecutorRound(reached, new ExecutorRound.Control() {
            @Override
            public void resume() {
                on(coordinator::resume);
            }

            @Override
            public void stop() {
                on(now -> coordinator.stop());
            }

            @Override
            public void keep(Map<String, Long> shards) {
                job.count(shards);
            }

            @Override
            public void requireOpen() {
                ExecutorWorkers.this.requireOpen();
            }
        });
        on(now -> {
            payloads.state(reached);
            round = begun;
            return coordinator.run(progress.step(), end, now);
        });
        return begun;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause.getMessage(), cause);
    }

    @Override
    public List<PartialEvaluation> evaluate(List<float[]> weights) {
        requireOpen();
        ExecutorEvaluation begun = new ExecutorEvaluation();
        on(now -> {
            evaluation = begun;
            payloads.weights(weights);
            return coordinator.evaluate(now);
        });
        try {
            return begun.await(this::requireOpen);
        } catch (ExecutionException failed) {
            throw failure(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** Asks the ranks; called by another thread. */
    @Override
    public String waitingFor() {
        RankCensus begun = new RankCensus();
        events.execute(() -> members.ask(begun));
        return begun.await();
    }

    @Override
    public void abort(RuntimeException failure) {
        aborted = failure;
        events.execute(() -> end(failure));
    }

    @Override
    public void requireOpen() {
        RuntimeException failure = aborted;
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new IllegalStateException("Cannot continue: the training was closed.");
        }
    }

    /** Fails what is computed if it has no executor for too long. */
    void requireExecutors(SparkContext spark, Duration limit) {
        watch = ExecutorWatch.ofTrainings(spark, limit, LOG, this::abort);
    }

    @Override
    public void release() {
        if (closed) {
            return;
        }
        CompletableFuture.runAsync(() -> execute(coordinator.release()), events).join();
        if (aborted != null) {
            // A task that hangs would not leave.
            job.cancel();
        }
        job.awaitEnd();
    }

    @Override
    public void close() {
        if (!closed) {
            release();
            closed = true;
            if (watch != null) {
                watch.close();
            }
            events.close();
            endpoint.close();
            job.close();
        }
    }
}
