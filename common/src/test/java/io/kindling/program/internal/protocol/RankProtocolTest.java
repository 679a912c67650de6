package io.kindling.program.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.program.internal.collective.ShardAssignment.Member;
import io.kindling.program.internal.collective.ShardAssignment.Range;
import io.kindling.program.internal.protocol.RankProtocol.Task;
import io.kindling.program.internal.protocol.ToRank.Transport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankProtocolTest {
    private static final List<Task> CALL = List.of(Task.COMPUTE, Task.REDUCE, Task.UPDATE, Task.INSTALL);

    private final RankProtocol protocol = new RankProtocol(2);

    private static ToRank.Form form(long session, int rank) {
        return new ToRank.Form(
                session,
                rank,
                List.of(new Range(new Member("a", 1), 0, 1), new Range(new Member("b", 1), 1, 2)),
                new Transport(Transport.Kind.NETWORK, ""));
    }

    /** Joins session 1. */
    private void formed(int rank) {
        protocol.received(form(1, rank));
        assertThat(protocol.formed("")).isEqualTo(new ToDriver.Formed(1, ""));
    }

    /** Does tasks until the rank waits for the driver, the other rank being as fast. Returns what it did and told. */
    private List<Object> done(int rank, boolean last) {
        List<Object> done = new ArrayList<>();
        long published = 0;
        while (protocol.next() != Task.AWAIT_DRIVER) {
            Task task = protocol.next();
            if (task == Task.AWAIT_RANKS) {
                protocol.arrived(1 - rank, ++published);
                continue;
            }
            done.add(task);
            if (task == Task.UPDATE) {
                protocol.agreed(last);
            }
            ToDriver told = protocol.done(task);
            if (told != null) {
                done.add(told);
            }
        }
        return done;
    }

    /** A list of what is given, lists being replaced by what is in them. */
    private static List<Object> flat(Object... parts) {
        List<Object> all = new ArrayList<>();
        for (Object part : parts) {
            all.addAll(part instanceof List<?> list ? list : List.of(part));
        }
        return all;
    }

    @Test
    void run_doesAllCallsOfAllStepsAndTellsResultsFromRank0() {
        formed(0);
        protocol.received(new ToRank.Run(1, 5, 8, 10, true));
        assertThat(done(0, false))
                .isEqualTo(flat(
                        Task.LOAD,
                        CALL,
                        CALL,
                        new ToDriver.StepDone(1, 5, 8),
                        CALL,
                        CALL,
                        new ToDriver.StepDone(1, 5, 9),
                        Task.FINISH,
                        new ToDriver.RoundDone(1, 5, 10)));
    }

    @Test
    void roundEndsBehindTheStepThatRank0SaidIsLast() {
        formed(1);
        protocol.received(new ToRank.Run(1, 5, 8, 10, false));
        assertThat(done(1, true)).isEqualTo(flat(CALL, CALL, Task.FINISH, new ToDriver.RoundDone(1, 5, 9)));
    }

    @Test
    void rankThatWasStopped_computesOnUntilAllAgree() {
        formed(0);
        protocol.received(new ToRank.Run(1, 5, 8, 10, false));
        protocol.received(new ToRank.Stop(1, 5));
        assertThat(protocol.wantsToStop()).isTrue();
        assertThat(done(0, false)).contains(new ToDriver.RoundDone(1, 5, 10));
    }

    @Test
    void stopOfAnotherRound_isIgnored() {
        formed(0);
        protocol.received(new ToRank.Run(1, 5, 8, 10, false));
        protocol.received(new ToRank.Stop(1, 4));
        assertThat(protocol.wantsToStop()).isFalse();
    }

    @Test
    void rankWaitsUntilTheOthersHavePublishedAsMuch() {
        formed(0);
        protocol.received(new ToRank.Run(1, 1, 0, 1, false));
        protocol.done(Task.COMPUTE);
        assertThat(protocol.next()).isEqualTo(Task.AWAIT_RANKS);
        // The other rank may be ahead by one.
        protocol.arrived(1, 2);
        assertThat(protocol.next()).isEqualTo(Task.REDUCE);
        protocol.done(Task.REDUCE);
        assertThat(protocol.next()).isEqualTo(Task.UPDATE);
        protocol.done(Task.UPDATE);
        assertThat(protocol.next()).isEqualTo(Task.AWAIT_RANKS);
    }

    @Test
    void taskOvertakenByTheEndOfItsSession_tellsNothing() {
        formed(0);
        protocol.received(new ToRank.Run(1, 1, 0, 1, false));
        protocol.received(new ToRank.End(1));
        assertThat(protocol.done(Task.COMPUTE)).isNull();
        assertThat(protocol.failed(true)).isNull();
        assertThat(protocol.next()).isEqualTo(Task.ABANDON);
        protocol.done(Task.ABANDON);
        assertThat(protocol.next()).isEqualTo(Task.AWAIT_DRIVER);
    }

    @Test
    void newSession_beginsAfterTheOldOneIsAbandoned() {
        formed(0);
        protocol.received(form(3, 1));
        protocol.received(form(2, 0));
        protocol.received(new ToRank.Run(1, 1, 0, 1, false));
        assertThat(protocol.next()).isEqualTo(Task.ABANDON);
        protocol.received(form(4, 1));
        protocol.done(Task.ABANDON);
        assertThat(protocol.next()).isEqualTo(Task.FORM);
        assertThat(protocol.form().session()).isEqualTo(4);
        protocol.received(new ToRank.End(3));
        assertThat(protocol.formed("")).isEqualTo(new ToDriver.Formed(4, ""));
    }

    @Test
    void failure_isToldOnceAndEndsTheSession() {
        formed(0);
        protocol.received(new ToRank.Run(1, 1, 0, 1, false));
        assertThat(protocol.failed(false)).isEqualTo(new ToDriver.Failed(1, false));
        assertThat(protocol.failed(false)).isNull();
        assertThat(protocol.next()).isEqualTo(Task.ABANDON);
    }

    @Test
    void unfit_isToldWhileFormingOnly() {
        protocol.received(form(1, 0));
        assertThat(protocol.unfit("No room.")).isEqualTo(new ToDriver.Unfit(1, "No room."));
        assertThat(protocol.unfit("No room.")).isNull();
    }

    @Test
    void leave_abandonsFirst() {
        formed(0);
        protocol.received(new ToRank.Leave());
        protocol.received(form(2, 0));
        assertThat(protocol.next()).isEqualTo(Task.ABANDON);
        protocol.done(Task.ABANDON);
        assertThat(protocol.next()).isEqualTo(Task.LEAVE);
    }

    @Test
    void lostDriver_isAsGoodAsLeave() {
        protocol.driverLost();
        assertThat(protocol.next()).isEqualTo(Task.LEAVE);
    }

    @Test
    void evaluate_tellsWhenDone() {
        formed(1);
        protocol.received(new ToRank.Evaluate(1, 7));
        assertThat(protocol.next()).isEqualTo(Task.EVALUATE);
        assertThat(protocol.done(Task.EVALUATE)).isEqualTo(new ToDriver.Evaluated(1, 7));
        assertThat(protocol.next()).isEqualTo(Task.AWAIT_DRIVER);
    }
}
