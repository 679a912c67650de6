package io.kindling.deploy.fault;

import java.util.List;
import java.util.stream.Stream;

/** Faults on executors of this machine whose tasks stay over many steps. */
class AllReduceFaultIT extends FaultSuite {
    /** All faults with {@code -Dkindling.full=true}, else those that no other suite has with this strategy. */
    @Override
    Stream<Fault> faults() {
        return Boolean.getBoolean("kindling.full")
                ? super.faults()
                : Stream.of(
                        new KilledExecutors(Integer.MAX_VALUE),
                        new HarmfulTask("FILL_HEAP"),
                        new ThrowingTask(),
                        new HungExecutor());
    }

    @Override
    List<String> options() {
        return List.of("--master", "local-cluster[2,1,1024]", "--strategy", "allreduce");
    }
}
