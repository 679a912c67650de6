package io.kindling.deploy.fault;

import java.util.List;
import java.util.stream.Stream;

/** Faults in a process without Spark. */
class NoSparkFaultIT extends FaultSuite {
    @Override
    Stream<Fault> faults() {
        return Stream.of(new ThrowingTask(), new EndlessTask("SLEEP"), new EndlessTask("LOOP"));
    }

    @Override
    List<String> options() {
        return List.of("--master", "none");
    }
}
