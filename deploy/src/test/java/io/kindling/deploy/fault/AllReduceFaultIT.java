package io.kindling.deploy.fault;

import java.util.List;

/** Faults on executors of this machine whose tasks stay over many steps. */
class AllReduceFaultIT extends FaultSuite {
    @Override
    List<String> options() {
        return List.of("--master", "local-cluster[2,1,1024]", "--strategy", "allreduce");
    }
}
