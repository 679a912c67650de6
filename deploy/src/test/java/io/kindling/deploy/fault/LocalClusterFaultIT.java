package io.kindling.deploy.fault;

import java.util.List;
import java.util.stream.Stream;

/** Faults on executors of this machine, with a Spark job for each phase. */
class LocalClusterFaultIT extends FaultSuite {
    /** All faults with {@code -Dkindling.full=true}, else those that no other suite has. */
    @Override
    Stream<Fault> faults() {
        return Boolean.getBoolean("kindling.full")
                ? super.faults()
                : Stream.of(
                        new KilledExecutors(Integer.MAX_VALUE),
                        new StoppedExecutor(),
                        new DeadlyTask(),
                        new VanishedData(),
                        new ExecutorStoppedAtTheEnd());
    }

    @Override
    List<String> options() {
        return List.of("--master", "local-cluster[2,1,1024]", "--strategy", "broadcast");
    }
}
