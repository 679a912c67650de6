package io.kindling.program.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.program.internal.protocol.CoordinatorCommand.Accept;
import io.kindling.program.internal.protocol.CoordinatorCommand.EvaluationComplete;
import io.kindling.program.internal.protocol.CoordinatorCommand.Launch;
import io.kindling.program.internal.protocol.CoordinatorCommand.Note;
import io.kindling.program.internal.protocol.CoordinatorCommand.RoundComplete;
import io.kindling.program.internal.protocol.CoordinatorCommand.Send;
import io.kindling.program.internal.protocol.CoordinatorCommand.WorkFailed;
import io.kindling.program.internal.protocol.CoordinatorCommand.WorkStopped;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
    private static final long MILLI = 1_000_000;
    private static final int ATTEMPTS = 3;

    private final Coordinator coordinator = new Coordinator(4, 2, ATTEMPTS, true);
    /** Any clock: it may begin below 0. */
    private long now = -5_000_000_000L;

    private List<CoordinatorCommand> after(long millis) {
        now += millis * MILLI;
        return coordinator.tick(now);
    }

    private List<CoordinatorCommand> join(String member) {
        return coordinator.joined(member, "host of " + member, now);
    }

    private List<CoordinatorCommand> receive(String member, ToDriver message) {
        return coordinator.received(member, message, now);
    }

    private static Send send(String member, ToRank message) {
        return new Send(member, message);
    }

    /** Who is asked to form a session: its number, the member, its rank, and how and where they meet. */
    private static List<String> invited(List<CoordinatorCommand> commands) {
        List<String> invited = new ArrayList<>();
        for (CoordinatorCommand command : commands) {
            if (command instanceof Send send && send.message() instanceof ToRank.Form form) {
                invited.add(form.session() + " " + send.member() + " " + form.rank() + " "
                        + form.transport().kind() + " " + form.transport().place());
            }
        }
        return invited;
    }

    /** Two members form session 1 and begin round 1. */
    private List<CoordinatorCommand> begin() {
        coordinator.run(10, 20, now);
        join("a");
        join("b");
        receive("a", new ToDriver.Formed(1, ""));
        return receive("b", new ToDriver.Formed(1, ""));
    }

    private List<CoordinatorCommand> form(long session, String... members) {
        List<CoordinatorCommand> commands = List.of();
        for (String member : members) {
            commands = receive(member, new ToDriver.Formed(session, ""));
        }
        return commands;
    }

    @Test
    void run_launchesOnceAndFormsASessionOfAll() {
        assertThat(coordinator.run(10, 20, now)).containsExactly(new Launch());
        assertThat(join("a")).isEmpty();
        assertThat(invited(join("b"))).containsExactly("1 a 0 NETWORK ", "1 b 1 NETWORK ");
        assertThat(receive("b", new ToDriver.Formed(1, ""))).isEmpty();
        assertThat(receive("a", new ToDriver.Formed(1, "")))
                .containsExactly(
                        send("a", new ToRank.Run(1, 1, 10, 20, true)), send("b", new ToRank.Run(1, 1, 10, 20, true)));
    }

    @Test
    void membersOfOneHost_meetInTheFileOfRank0() {
        coordinator.run(0, 1, now);
        coordinator.joined("a", "host", now);
        assertThat(invited(coordinator.joined("b", "host", now))).containsExactly("1 a 0 MAPPED ");
        assertThat(coordinator.awaited()).containsExactly("a");
        assertThat(invited(receive("a", new ToDriver.Formed(1, "file")))).containsExactly("1 b 1 MAPPED file");
        assertThat(coordinator.awaited()).containsExactly("b");
    }

    @Test
    void missingMembers_areAwaitedForAWhileAfterTheFirst() {
        coordinator.run(0, 1, now);
        now += 3_600_000 * MILLI;
        join("a");
        assertThat(after(1_999)).isEmpty();
        assertThat(invited(after(1))).containsExactly("1 a 0 NETWORK ");
    }

    @Test
    void membersThatComeAndGo_doNotDelayASession() {
        Coordinator many = new Coordinator(4, 4, ATTEMPTS, true);
        many.run(0, 1, now);
        many.joined("a", "host", now);
        for (int i = 0; i < 19; i++) {
            now += 100 * MILLI;
            many.joined("m" + i, "host", now);
            now += MILLI;
            many.left("m" + i, now);
        }
        now += 100 * MILLI;
        assertThat(invited(many.tick(now))).containsExactly("1 a 0 NETWORK ");
    }

    @Test
    void lostRank_letsTheOthersRepeatTheRound() {
        begin();
        now += 10 * MILLI;
        assertThat(coordinator.left("a", now)).containsExactly(send("b", new ToRank.End(1)));
        assertThat(after(99)).isEmpty();
        assertThat(invited(after(1))).containsExactly("2 b 0 NETWORK ");
        assertThat(form(2, "b")).containsExactly(send("b", new ToRank.Run(2, 2, 10, 20, true)));
    }

    @Test
    void rankLostAfterAnotherCompletedTheRound_repeatsTheRoundFromItsFirstStep() {
        begin();
        ToDriver done = new ToDriver.RoundDone(1, 1, 15);
        assertThat(receive("b", done)).containsExactly(new Accept("b", done));
        coordinator.left("a", now);
        after(100);
        assertThat(form(2, "b")).containsExactly(send("b", new ToRank.Run(2, 2, 10, 20, true)));
    }

    @Test
    void completedRound_continuesWithTheRanksState() {
        begin();
        receive("a", new ToDriver.RoundDone(1, 1, 15));
        assertThat(receive("b", new ToDriver.RoundDone(1, 1, 15))).contains(new RoundComplete(1, 15, false));
        assertThat(after(10_000)).isEmpty();
        assertThat(coordinator.resume(now))
                .containsExactly(
                        send("a", new ToRank.Run(1, 2, 15, 20, false)), send("b", new ToRank.Run(1, 2, 15, 20, false)));
        receive("a", new ToDriver.RoundDone(1, 2, 20));
        assertThat(receive("b", new ToDriver.RoundDone(1, 2, 20))).contains(new RoundComplete(2, 20, true));
    }

    @Test
    void newcomer_isTakenInAtTheEndOfARound() {
        coordinator.run(10, 20, now);
        join("a");
        after(2_000);
        form(1, "a");
        assertThat(join("b")).isEmpty();
        receive("a", new ToDriver.RoundDone(1, 1, 15));
        List<CoordinatorCommand> resumed = coordinator.resume(now);
        assertThat(resumed).startsWith(send("a", new ToRank.End(1)));
        assertThat(invited(resumed)).containsExactly("2 b 0 NETWORK ", "2 a 1 NETWORK ");
        assertThat(form(2, "a", "b")).contains(send("b", new ToRank.Run(2, 2, 15, 20, true)));
    }

    @Test
    void newcomer_doesNotLetTheRanksWaitForMore() {
        coordinator.wanted(3);
        coordinator.run(10, 20, now);
        join("a");
        after(2_000);
        form(1, "a");
        join("b");
        receive("a", new ToDriver.RoundDone(1, 1, 15));
        assertThat(coordinator.resume(now)).containsExactly(send("a", new ToRank.Run(1, 2, 15, 20, false)));
        now += 2_000 * MILLI;
        receive("a", new ToDriver.RoundDone(1, 2, 16));
        assertThat(invited(coordinator.resume(now))).hasSize(2);
    }

    @Test
    void memberWithoutShards_changesNothing() {
        Coordinator small = new Coordinator(1, 1, ATTEMPTS, true);
        small.run(0, 10, now);
        small.joined("a", "host", now);
        small.received("a", new ToDriver.Formed(1, ""), now);
        assertThat(small.joined("b", "host", now)).isEmpty();
        small.received("a", new ToDriver.RoundDone(1, 1, 5), now);
        now += 10_000 * MILLI;
        assertThat(small.resume(now)).containsExactly(send("a", new ToRank.Run(1, 2, 5, 10, false)));
        assertThat(small.left("b", now)).isEmpty();
        small.received("a", new ToDriver.RoundDone(1, 2, 6), now);
        assertThat(small.resume(now)).containsExactly(send("a", new ToRank.Run(1, 3, 6, 10, false)));
    }

    @Test
    void repeatedFailures_pauseLongerEachTimeThenFailTheWork() {
        begin();
        ToDriver failed = new ToDriver.Failed(1, false);
        assertThat(receive("a", failed))
                .containsExactly(new Accept("a", failed), send("a", new ToRank.End(1)), send("b", new ToRank.End(1)));
        assertThat(after(99)).isEmpty();
        assertThat(invited(after(1))).hasSize(2);
        receive("b", new ToDriver.Failed(2, false));
        assertThat(after(199)).isEmpty();
        assertThat(invited(after(1))).hasSize(2);
        assertThat(receive("b", new ToDriver.Failed(3, false))).contains(new WorkFailed("b"));
        assertThat(coordinator.run(10, 20, now)).isNotEmpty();
    }

    @Test
    void permanentFailure_failsTheWorkAtOnce() {
        begin();
        ToDriver failed = new ToDriver.Failed(1, true);
        assertThat(receive("b", failed)).contains(new Accept("b", failed), new WorkFailed("b"));
    }

    @Test
    void failureBeyondARequestedStop_stopsTheWork() {
        begin();
        assertThat(coordinator.stop()).containsExactly(send("a", new ToRank.Stop(1, 1)));
        assertThat(receive("b", new ToDriver.Failed(1, true)))
                .contains(new WorkStopped())
                .doesNotHaveAnyElementsOfTypes(WorkFailed.class);
    }

    @Test
    void failureWithoutWork_isLeftToTheNext() {
        begin();
        receive("a", new ToDriver.RoundDone(1, 1, 20));
        receive("b", new ToDriver.RoundDone(1, 1, 20));
        assertThat(receive("b", new ToDriver.Failed(1, true))).doesNotHaveAnyElementsOfTypes(WorkFailed.class);
        assertThat(invited(coordinator.run(20, 30, now))).hasSize(2);
    }

    @Test
    void stop_endsTheRoundAfterTheCurrentStep() {
        begin();
        coordinator.stop();
        receive("a", new ToDriver.RoundDone(1, 1, 12));
        assertThat(receive("b", new ToDriver.RoundDone(1, 1, 12))).contains(new RoundComplete(1, 12, true));
        assertThat(coordinator.run(12, 20, now)).contains(send("a", new ToRank.Run(1, 2, 12, 20, true)));
    }

    @Test
    void stoppedEvaluation_doesNotCompleteTheNextWork() {
        coordinator.evaluate(now);
        join("a");
        join("b");
        form(1, "a", "b");
        assertThat(coordinator.stop())
                .containsExactly(send("a", new ToRank.End(1)), send("b", new ToRank.End(1)), new WorkStopped());
        assertThat(invited(coordinator.run(0, 10, now))).hasSize(2);
        assertThat(receive("a", new ToDriver.Evaluated(1, 1))).isEmpty();
        assertThat(receive("b", new ToDriver.Evaluated(1, 1))).isEmpty();
    }

    @Test
    void evaluation_isCompleteWhenAllHaveEvaluated() {
        coordinator.evaluate(now);
        join("a");
        join("b");
        assertThat(form(1, "a", "b"))
                .containsExactly(send("a", new ToRank.Evaluate(1, 1)), send("b", new ToRank.Evaluate(1, 1)));
        receive("b", new ToDriver.Evaluated(1, 1));
        assertThat(receive("a", new ToDriver.Evaluated(1, 1))).contains(new EvaluationComplete(1));
    }

    @Test
    void messagesOfEarlierSessionsAndRounds_changeNothing() {
        begin();
        coordinator.left("a", now);
        after(100);
        form(2, "b");
        for (ToDriver old : List.of(
                new ToDriver.Formed(1, "x"),
                new ToDriver.StepDone(1, 1, 10),
                new ToDriver.StepDone(2, 1, 10),
                new ToDriver.RoundDone(1, 1, 20),
                new ToDriver.RoundDone(2, 1, 20),
                new ToDriver.Evaluated(2, 1),
                new ToDriver.Unfit(1, "x"),
                new ToDriver.Failed(1, true))) {
            assertThat(receive("b", old)).as(old.toString()).isEmpty();
        }
        ToDriver current = new ToDriver.StepDone(2, 2, 10);
        assertThat(receive("b", current)).containsExactly(new Accept("b", current));
        assertThat(receive("a", current)).isEmpty();
    }

    @Test
    void unfit_meetsOverTheNetworkFromThenOn() {
        coordinator.run(0, 1, now);
        coordinator.joined("a", "host", now);
        coordinator.joined("b", "host", now);
        List<CoordinatorCommand> commands = receive("a", new ToDriver.Unfit(1, "No room."));
        assertThat(commands).contains(new Note("No room."));
        assertThat(invited(commands)).containsExactly("2 a 0 NETWORK ", "2 b 1 NETWORK ");
        assertThat(receive("a", new ToDriver.Unfit(2, "No network."))).contains(send("b", new ToRank.End(2)));
        assertThat(after(99)).isEmpty();
        assertThat(invited(after(1))).hasSize(2);
    }

    @Test
    void release_letsAllLeaveAndTheNextWorkLaunchAgain() {
        begin();
        receive("a", new ToDriver.RoundDone(1, 1, 20));
        receive("b", new ToDriver.RoundDone(1, 1, 20));
        assertThat(coordinator.release()).contains(send("a", new ToRank.Leave()), send("b", new ToRank.Leave()));
        assertThat(join("late")).containsExactly(send("late", new ToRank.Leave()));
        assertThat(coordinator.run(20, 30, now)).isEmpty();
        assertThat(join("later")).containsExactly(send("later", new ToRank.Leave()));
        assertThat(coordinator.launchEnded()).containsExactly(new Launch());
        join("c");
        assertThat(invited(join("d"))).hasSize(2);
    }

    @Test
    void relaunch_betweenRounds_letsOthersGoOnWithTheWork() {
        begin();
        receive("a", new ToDriver.RoundDone(1, 1, 15));
        receive("b", new ToDriver.RoundDone(1, 1, 15));
        assertThat(coordinator.relaunch()).contains(send("a", new ToRank.Leave()), send("b", new ToRank.Leave()));
        assertThat(coordinator.resume(now)).isEmpty();
        assertThat(coordinator.launchEnded()).containsExactly(new Launch());
        join("c");
        assertThat(invited(join("d"))).hasSize(2);
        receive("c", new ToDriver.Formed(2, ""));
        assertThat(receive("d", new ToDriver.Formed(2, "")))
                .containsExactly(
                        send("c", new ToRank.Run(2, 2, 15, 20, true)), send("d", new ToRank.Run(2, 2, 15, 20, true)));
    }

    @Test
    void relaunch_withoutWork_launchesNothingBeforeThereIsSome() {
        begin();
        receive("a", new ToDriver.RoundDone(1, 1, 20));
        receive("b", new ToDriver.RoundDone(1, 1, 20));
        coordinator.relaunch();
        assertThat(coordinator.launchEnded()).isEmpty();
        assertThat(coordinator.run(20, 30, now)).containsExactly(new Launch());
    }

    @Test
    void launchThatEnds_isRepeatedWithoutItsMembers() {
        begin();
        assertThat(coordinator.launchEnded()).contains(new Launch());
        assertThat(coordinator.left("a", now)).isEmpty();
        join("c");
        assertThat(invited(join("d"))).containsExactly("2 c 0 NETWORK ", "2 d 1 NETWORK ");
    }

    @Test
    void launchesThatEnd_failTheWorkInTheEnd() {
        coordinator.run(0, 1, now);
        assertThat(coordinator.launchEnded()).containsExactly(new Launch());
        assertThat(coordinator.launchEnded()).containsExactly(new Launch());
        assertThat(coordinator.launchEnded()).containsExactly(new WorkFailed(""));
    }
}
