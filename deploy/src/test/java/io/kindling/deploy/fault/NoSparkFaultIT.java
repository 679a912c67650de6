package io.kindling.deploy.fault;

import java.util.List;
import java.util.stream.Stream;

/** Faults in a process without Spark. */
class NoSparkFaultIT extends FaultSuite {
    @Override
    Stream<Fault> faults() {
        Stream<Fault> each = Stream.of(new ThrowingTask(), new EndlessTask("SLEEP"));
        // Every build has the other in local[2].
        return Boolean.getBoolean("kindling.full") ? Stream.concat(each, Stream.of(new EndlessTask("LOOP"))) : each;
    }

    @Override
    List<String> options() {
        return List.of("--master", "none");
    }
}
