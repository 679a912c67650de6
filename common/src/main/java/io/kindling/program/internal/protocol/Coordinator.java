package io.kindling.program.internal.protocol;

import io.kindling.program.internal.protocol.CoordinatorCommand.Accept;
import io.kindling.program.internal.protocol.CoordinatorCommand.EvaluationComplete;
import io.kindling.program.internal.protocol.CoordinatorCommand.Launch;
import io.kindling.program.internal.protocol.CoordinatorCommand.Note;
import io.kindling.program.internal.protocol.CoordinatorCommand.RoundComplete;
import io.kindling.program.internal.protocol.CoordinatorCommand.Send;
import io.kindling.program.internal.protocol.CoordinatorCommand.WorkFailed;
import io.kindling.program.internal.protocol.CoordinatorCommand.WorkStopped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The driver's side of a training on several executors. Members join and leave at any time. While there is work, those that are
 * present form a session; a session that loses a rank ends, and the others form the next, which computes the round again from its
 * first state. Members that join are taken in between two rounds.
 *
 * <p>Every event gives commands, to be executed in their order. Times are in nanoseconds of any clock. For use by one thread.
 */
public final class Coordinator {
    private final Attempts attempts;
    private final Membership members;
    private final Set<String> awaited = new LinkedHashSet<>();
    private Stage stage = Stage.GATHERING;
    private Launched launched = Launched.NO;
    private Session session = Session.NONE;
    private long round;
    /** The step after the round's last, once a rank has told it. */
    private long reached;

    private @Nullable Work work;
    private boolean ranksHaveState;
    private boolean paused;
    private boolean isMappedFit;

    private List<CoordinatorCommand> commands = new ArrayList<>();

    /**
     * @param shards the shards of the program
     * @param wanted how many members there can be: with that many, no more are awaited
     * @param attempts how often a round may fail in succession before the work fails
     * @param sharesMemory whether ranks of one machine may exchange through memory that they share
     */
    public Coordinator(int shards, int wanted, int attempts, boolean sharesMemory) {
        this.members = new Membership(shards, wanted);
        this.attempts = new Attempts(attempts);
        this.isMappedFit = sharesMemory;
    }

    /** There can be another number of members from now on. */
    public void wanted(int number) {
        members.wanted(number);
    }

    /**
     * Begins to compute steps. There must be no other work.
     *
     * @param step the first step; the driver has its state
     * @param end the step after the last
     */
    public List<CoordinatorCommand> run(long step, long end, long now) {
        ranksHaveState = false;
        return begin(new Work(false, step, end, false), now);
    }

    /** Begins an evaluation of the driver's weights. There must be no other work. */
    public List<CoordinatorCommand> evaluate(long now) {
        return begin(new Work(true, 0, 0, false), now);
    }

    private List<CoordinatorCommand> begin(Work begun, long now) {
        if (work != null) {
            throw new IllegalStateException("There is other work.");
        }
        work = begun;
        attempts.succeeded();
        paused = false;
        members.hurry(now);
        if (launched == Launched.NO) {
            launch();
        }
        proceed(now);
        return taken();
    }

    private void launch() {
        launched = Launched.YES;
        commands.add(new Launch());
    }

    /** Lets the ranks go on after a round: without it they wait for the loop. */
    public List<CoordinatorCommand> resume(long now) {
        paused = false;
        proceed(now);
        return taken();
    }

    /** Ends the work after the current step, or now if none is being computed. An evaluation is abandoned. */
    public List<CoordinatorCommand> stop() {
        Work current = work;
        if (current == null) {
            return taken();
        }
        if (stage == Stage.WORKING && !current.isEvaluation()) {
            work = new Work(false, current.step(), current.end(), true);
            commands.add(new Send(session.ranks().get(0), new ToRank.Stop(session.number(), round)));
        } else {
            if (stage == Stage.WORKING) {
                endSession();
            }
            stopped();
        }
        return taken();
    }

    private void stopped() {
        work = null;
        commands.add(new WorkStopped());
    }

    /** Releases all members, those that still come included. Work is dropped. The next work launches new ones. */
    public List<CoordinatorCommand> release() {
        work = null;
        return relaunch();
    }

    /** Releases all members as well, but launches others for the work once these have ended. A current round is repeated. */
    public List<CoordinatorCommand> relaunch() {
        dismiss();
        if (launched == Launched.YES) {
            launched = Launched.RELEASED;
        }
        return taken();
    }

    private void dismiss() {
        endSession();
        members.names().forEach(member -> commands.add(new Send(member, new ToRank.Leave())));
        members.clear();
    }

    /** A member has come. No other member has or had its name. */
    public List<CoordinatorCommand> joined(String member, String host, long now) {
        if (launched != Launched.YES) {
            commands.add(new Send(member, new ToRank.Leave()));
            return taken();
        }
        members.add(member, host, now);
        proceed(now);
        return taken();
    }

    /** A member is gone. */
    public List<CoordinatorCommand> left(String member, long now) {
        if (members.remove(member)
                && stage != Stage.GATHERING
                && session.ranks().contains(member)) {
            lost(member, now);
        }
        return taken();
    }

    private void lost(String member, long now) {
        if (stage != Stage.READY) {
            attempts.failed();
        }
        members.pauseUntil(now + attempts.pauseNanos());
        endSession();
        Work current = work;
        if (current != null && current.isStopped()) {
            stopped();
        } else if (current != null && attempts.areExhausted()) {
            fail(member);
        }
        proceed(now);
    }

    private void fail(String member) {
        work = null;
        commands.add(new WorkFailed(member));
    }

    /** Time has passed. */
    public List<CoordinatorCommand> tick(long now) {
        proceed(now);
        return taken();
    }

    /** All tasks of the last launch have ended. Members that still seem present are gone. */
    public List<CoordinatorCommand> launchEnded() {
        if (launched == Launched.YES) {
            attempts.failed();
        }
        launched = Launched.NO;
        dismiss();
        Work current = work;
        if (current != null && current.isStopped()) {
            stopped();
        } else if (current != null && attempts.areExhausted()) {
            fail("");
        } else if (current != null) {
            launch();
        }
        return taken();
    }

    /** A member's message. */
    public List<CoordinatorCommand> received(String member, ToDriver message, long now) {
        int rank = session.ranks().indexOf(member);
        if (message.session() == session.number() && stage != Stage.GATHERING && rank >= 0) {
            accept(member, rank, message, now);
        }
        return taken();
    }

    private void accept(String member, int rank, ToDriver message, long now) {
        if (message instanceof ToDriver.Formed formed && stage == Stage.FORMING) {
            if (rank == 0 && session.isMapped()) {
                invite(session.invitations(formed.place()));
            }
            arrive(member, now);
        } else if (message instanceof ToDriver.StepDone done && isOfRound(done.round())) {
            commands.add(new Accept(member, message));
        } else if (message instanceof ToDriver.RoundDone done && isOfRound(done.round())) {
            commands.add(new Accept(member, message));
            reached = done.step();
            arrive(member, now);
        } else if (message instanceof ToDriver.Evaluated done && isOfRound(done.round())) {
            commands.add(new Accept(member, message));
            arrive(member, now);
        } else if (message instanceof ToDriver.Unfit unfit) {
            unfit(member, unfit.reason(), now);
        } else if (message instanceof ToDriver.Failed failed) {
            commands.add(new Accept(member, message));
            failed(member, failed.permanent(), now);
        }
    }

    private void unfit(String member, String reason, long now) {
        commands.add(new Note(reason));
        if (session.isMapped()) {
            isMappedFit = false;
            endSession();
            proceed(now);
        } else {
            lost(member, now);
        }
    }

    private void failed(String member, boolean permanent, long now) {
        Work current = work;
        if (permanent && current != null && !current.isStopped()) {
            endSession();
            fail(member);
        } else {
            lost(member, now);
        }
    }

    private boolean isOfRound(long number) {
        return stage == Stage.WORKING && number == round;
    }

    /** A member has done what it was asked for. */
    private void arrive(String member, long now) {
        awaited.remove(member);
        if (!awaited.isEmpty()) {
            return;
        }
        boolean wasWorking = stage == Stage.WORKING;
        stage = Stage.READY;
        Work current = work;
        if (wasWorking && current != null) {
            attempts.succeeded();
            if (current.isEvaluation()) {
                work = null;
                commands.add(new EvaluationComplete(round));
            } else {
                Work rest = new Work(false, reached, current.end(), current.isStopped());
                ranksHaveState = true;
                paused = true;
                commands.add(new RoundComplete(round, reached, rest.isOver()));
                work = rest.isOver() ? null : rest;
            }
        }
        proceed(now);
    }

    /** Begins what can begin now. */
    private void proceed(long now) {
        Work current = work;
        if (current == null || paused) {
            return;
        }
        if (stage == Stage.READY && members.hasGrown() && members.isGathered(now)) {
            endSession();
        }
        if (stage == Stage.GATHERING && members.isGathered(now)) {
            form();
        } else if (stage == Stage.READY) {
            begin(current);
        }
    }

    private void form() {
        session = session.next(members, isMappedFit);
        stage = Stage.FORMING;
        invite(session.invitations());
    }

    private void invite(List<Send> invitations) {
        invitations.forEach(each -> awaited.add(each.member()));
        commands.addAll(invitations);
    }

    private void begin(Work current) {
        round++;
        stage = Stage.WORKING;
        awaited.addAll(session.ranks());
        commands.addAll(session.orders(current, round, !ranksHaveState));
    }

    /** Ends the session, if there is one, for those of its ranks that are left. */
    private void endSession() {
        if (stage != Stage.GATHERING) {
            commands.addAll(session.ends(members));
        }
        stage = Stage.GATHERING;
        members.disband();
        awaited.clear();
        ranksHaveState = false;
    }

    private List<CoordinatorCommand> taken() {
        List<CoordinatorCommand> result = commands;
        commands = new ArrayList<>();
        return result;
    }

    /** The members that were asked for something and have not done it yet, in the order in which they were asked. */
    public List<String> awaited() {
        return List.copyOf(awaited);
    }
}
