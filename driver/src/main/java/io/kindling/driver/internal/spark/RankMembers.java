package io.kindling.driver.internal.spark;

import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.protocol.RankFailure;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.protocol.Whereabouts;
import io.kindling.worker.internal.net.PeerConnection;
import io.kindling.worker.internal.rank.ControlMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of a training that are connected, and what is known of those that failed. For use by one thread. */
final class RankMembers {
    /**
     * A member.
     *
     * @param executor its executor's id
     * @param host where that is
     */
    record Member(String name, String executor, String host, PeerConnection connection) {}

    private final Map<PeerConnection, Member> connected = new HashMap<>();
    private final Map<String, RankFailure> failures = new HashMap<>();
    /** The shards of each rank of the last session. */
    private List<ShardAssignment.Range> ranks = List.of();

    private @Nullable RankCensus census;
    private @Nullable Member lost;
    /** What the ranks computed when the last session ended; empty if that is not known. */
    private String endedAt = "";

    Member join(PeerConnection connection, Join join) {
        Member member = new Member(join.member(), join.executor(), join.host(), connection);
        connected.put(connection, member);
        return member;
    }

    /** Returns the member that was connected; empty if none was. */
    Optional<Member> leave(PeerConnection connection) {
        Member gone = connected.remove(connection);
        lost = gone == null ? lost : gone;
        return Optional.ofNullable(gone);
    }

    Optional<Member> of(PeerConnection connection) {
        return Optional.ofNullable(connected.get(connection));
    }

    private Optional<Member> named(String name) {
        return connected.values().stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
    }

    /**
     * Sends a message, unless the member is gone.
     *
     * @param content what goes with it, as bytes; null if nothing does
     */
    void send(String name, ToRank message, byte @Nullable [] content) {
        if (message instanceof ToRank.Form form) {
            ranks = form.ranks();
        }
        named(name)
                .ifPresent(member -> member.connection()
                        .send(content == null ? ControlMessage.of(message) : ControlMessage.ofBytes(message, content)));
    }

    /** What each rank sent, in the order of ranks. */
    <T> List<T> inOrder(Map<String, T> byMember) {
        return ranks.stream()
                .map(range -> Objects.requireNonNull(byMember.get(range.member().id())))
                .toList();
    }

    /** Reads what a member sent; if that cannot be read, the error names the member. */
    void read(String name, Runnable reading) {
        try {
            reading.run();
        } catch (ExchangeException invalid) {
            String who = named(name)
                    .map(member -> "executor " + member.executor() + " on " + member.host() + ", "
                            + member.connection().peer())
                    .orElse(name);
            throw new ExchangeException("Cannot read what " + who + " sent. " + invalid.getMessage(), invalid);
        }
    }

    /** The executors of all members. */
    Set<String> executors() {
        return connected.values().stream().map(Member::executor).collect(Collectors.toSet());
    }

    /** How many shards the ranks on each executor have. */
    Map<String, Long> shardsByExecutor() {
        Map<String, Long> shards = new TreeMap<>();
        for (ShardAssignment.Range range : ranks) {
            named(range.member().id())
                    .ifPresent(member -> shards.merge(member.executor(), (long) range.size(), Long::sum));
        }
        return shards;
    }

    /** Asks the ranks what they are doing. */
    void ask(RankCensus asked) {
        census = asked;
        for (ShardAssignment.Range range : ranks) {
            named(range.member().id()).ifPresent(member -> {
                asked.expect(member.name(), shards(range), member.executor());
                member.connection().send(ControlMessage.of(new Whereabouts.Question()));
            });
        }
        asked.asked();
    }

    /** A rank has told what it is doing. */
    void located(Member member, Whereabouts where) {
        if (where.isEnd()) {
            endedAt = where.what();
        } else if (census != null) {
            census.answer(member.name(), where);
        }
    }

    /** A rank has failed. */
    void failed(String name, RankFailure failure) {
        failures.put(name, failure);
    }

    private static ShardRange shards(ShardAssignment.Range range) {
        return new ShardRange(range.from(), range.to(), "");
    }

    /**
     * Why the work failed.
     *
     * @param work what was to be computed, if the ranks could not tell more exactly
     * @param name the member that failed last
     * @param attempts how often it failed
     */
    Throwable cause(String work, String name, int attempts, RankJob job) {
        RankFailure failure = failures.get(name);
        if (failure != null && failure.isPermanent()) {
            return failure.toException();
        }
        String shards = ranks.stream()
                .filter(range -> range.member().id().equals(name))
                .map(range -> shards(range).name())
                .findFirst()
                .orElse("all shards");
        String what = "Cannot compute " + (endedAt.isEmpty() ? work : endedAt) + ", " + shards + ", of program "
                + job.program() + ": ";
        Throwable ofTasks = job.failure().orElse(null);
        Member gone = lost;
        Optional<String> lastWords =
                failure == null && gone != null ? job.lastWords(gone.executor()) : Optional.empty();
        if (gone != null && lastWords.isPresent()) {
            String end = LostTask.end(attempts, gone.executor(), gone.host(), lastWords.get());
            return new LostTaskException(what + end, ofTasks);
        }
        String reason = failure != null
                ? failure.message()
                : ofTasks != null
                        ? String.valueOf(ofTasks.getMessage())
                        : "a task that ended without a reason that Spark knows";
        return new LostTaskException(
                what + "it failed " + attempts + " times in succession, last with: " + reason, ofTasks);
    }
}
