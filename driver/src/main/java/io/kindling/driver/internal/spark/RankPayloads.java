package io.kindling.driver.internal.spark;

import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.StatePart;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.worker.internal.Wire;
import io.kindling.worker.internal.rank.ControlMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes with the protocol's messages: states and weights to the ranks, their parts back. For use by one thread. */
final class RankPayloads {
    private final Map<String, StatePart> parts = new HashMap<>();
    private final Map<String, List<PartialEvaluation>> partials = new HashMap<>();
    private @Nullable TrainingState state;
    private List<float[]> weights = List.of();
    /** The bytes for the current round, which are the same for all ranks. */
    private byte @Nullable [] bytes;

    /** Sets the state that steps begin with; it changes with them. */
    void state(TrainingState first) {
        state = first;
        bytes = null;
    }

    /** Sets the weights to evaluate. */
    void weights(List<float[]> evaluated) {
        weights = evaluated;
        bytes = null;
    }

    /** The state has changed. */
    void changed() {
        bytes = null;
    }

    /** What goes with a message to a member; null if nothing does. */
    byte @Nullable [] of(String member, ToRank message) {
        boolean isEvaluation = message instanceof ToRank.Evaluate;
        boolean loads = message instanceof ToRank.Run run && run.loads();
        if (message instanceof ToRank.Run || isEvaluation) {
            parts.remove(member);
            partials.remove(member);
        }
        if (!loads && !isEvaluation) {
            return null;
        }
        byte[] known = bytes;
        if (known == null) {
            known = loads
                    ? Wire.bytes(Objects.requireNonNull(state).snapshot())
                    : Wire.bytes(weights.toArray(float[][]::new));
            bytes = known;
        }
        return known;
    }

    /** Keeps a rank's part of the state. */
    void part(String member, ControlMessage message) {
        parts.put(member, message.content(StatePart.class));
    }

    /** Keeps a rank's results of an evaluation. */
    void partials(String member, ControlMessage message) {
        partials.put(member, list(message, PartialEvaluation.class));
    }

    /** The parts of the state, in the order of ranks. */
    List<StatePart> parts(RankMembers members) {
        return members.inOrder(parts);
    }

    /** The results of an evaluation, in the order of shards. */
    List<PartialEvaluation> partials(RankMembers members) {
        return members.inOrder(partials).stream().flatMap(List::stream).toList();
    }

    /** The list that came with a message. */
    static <T> List<T> list(ControlMessage message, Class<T> type) {
        return ((List<?>) message.content(List.class)).stream().map(type::cast).toList();
    }
}
