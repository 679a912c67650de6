package io.kindling.program.internal.protocol;

import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.protocol.CoordinatorCommand.Send;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Members that compute together, as ranks.
 *
 * @param number greater than those of all sessions before
 * @param ranges the shards of each member, in the order of ranks
 * @param isMapped whether they exchange through memory that they share
 */
record Session(long number, List<ShardAssignment.Range> ranges, boolean isMapped) {
    /** Before the first. */
    static final Session NONE = new Session(0, List.of(), false);

    Session {
        ranges = List.copyOf(ranges);
    }

    /**
     * The session of the members that are present.
     *
     * @param sharesMemory whether they may exchange through memory that they share
     */
    Session next(Membership members, boolean sharesMemory) {
        Session formed = new Session(number + 1, members.assign(), false);
        boolean maps = sharesMemory && formed.ranges().size() > 1 && members.areOnOneHost(formed.ranks());
        return new Session(formed.number(), formed.ranges(), maps);
    }

    /** The members, in the order of ranks. */
    List<String> ranks() {
        return ranges.stream().map(range -> range.member().id()).toList();
    }

    /** The first invitations: with shared memory only rank 0's, which creates it. */
    List<Send> invitations() {
        ToRank.Transport transport =
                new ToRank.Transport(isMapped ? ToRank.Transport.Kind.MAPPED : ToRank.Transport.Kind.NETWORK, "");
        return invitations(0, isMapped ? 1 : ranges.size(), transport);
    }

    /**
     * The invitations of the others to shared memory.
     *
     * @param place where rank 0 created it
     */
    List<Send> invitations(String place) {
        return invitations(1, ranges.size(), new ToRank.Transport(ToRank.Transport.Kind.MAPPED, place));
    }

    private List<Send> invitations(int from, int to, ToRank.Transport transport) {
        return IntStream.range(from, to)
                .mapToObj(rank ->
                        new Send(ranges.get(rank).member().id(), new ToRank.Form(number, rank, ranges, transport)))
                .toList();
    }

    /**
     * Has the ranks work.
     *
     * @param loads whether they need the state of the first step
     */
    List<Send> orders(Work work, long round, boolean loads) {
        ToRank order = work.isEvaluation()
                ? new ToRank.Evaluate(number, round)
                : new ToRank.Run(number, round, work.step(), work.end(), loads);
        return ranks().stream().map(member -> new Send(member, order)).toList();
    }

    /** Ends the session for those of its ranks that are left. */
    List<Send> ends(Membership members) {
        return ranks().stream()
                .filter(members::contains)
                .map(member -> new Send(member, new ToRank.End(number)))
                .toList();
    }
}
