package io.kindling.deploy.fault;

import java.util.List;
import java.util.stream.Stream;

/** Faults in a process that computes on its own threads, with a Spark job for each phase. */
class LocalBroadcastFaultIT extends FaultSuite {
    @Override
    Stream<Fault> faults() {
        return Stream.of(new ThrowingTask(), new EndlessTask("LOOP"));
    }

    @Override
    List<String> options() {
        return List.of("--master", "local[2]", "--strategy", "broadcast");
    }
}
