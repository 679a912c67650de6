package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Faults in a process that computes on its own threads. */
class LocalFaultIT extends FaultSuite {
    /** With {@code -Dkindling.full=true}, both signals. */
    @Override
    Stream<Fault> faults() {
        Stream<Fault> each = Stream.of(
                new ThrowingTask(),
                new FilledHeap(),
                new EndlessTask("LOOP"),
                new HungListener(new SignalAfterResult("TERM", new NoFault())));
        return Boolean.getBoolean("kindling.full")
                ? Stream.concat(each, Stream.of(new HungListener(new SignalAfterResult("INT", new ThrowingTask()))))
                : each;
    }

    @Override
    KindlingProcess process(Path folder) {
        return KindlingProcess.in(folder).with("KINDLING_JAVA_OPTS", "-Xmx600m");
    }

    @Override
    List<String> options() {
        return List.of("--master", "local[2]");
    }
}
