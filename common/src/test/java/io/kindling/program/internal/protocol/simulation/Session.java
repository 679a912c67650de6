package io.kindling.program.internal.protocol.simulation;

import io.kindling.program.internal.collective.ShardAssignment.Range;
import io.kindling.program.internal.protocol.ToRank;
import java.util.List;
import java.util.stream.Stream;

/** What the ranks of a session exchange data through: memory that they share, or copies of their own. */
final class Session {
    final long number;
    final List<Range> ranges;
    final boolean isMapped;
    private final List<Memory> memories;

    Session(ToyProgram program, ToRank.Form form) {
        number = form.session();
        ranges = form.ranks();
        isMapped = form.transport().kind() == ToRank.Transport.Kind.MAPPED;
        memories = Stream.generate(() -> new Memory(program, ranges.size()))
                .limit(isMapped ? 1 : ranges.size())
                .toList();
    }

    Memory memory(int rank) {
        return memories.get(isMapped ? 0 : rank);
    }

    static String file(long session) {
        return "file of session " + session;
    }
}
