package io.kindling.deploy.fault;

import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A fault, and what a training must make of it. By default, the training ends as if nothing had happened. */
interface Fault {
    /**
     * The options of the training, in addition to the suite's.
     *
     * @param folder an empty folder
     * @param step a step of the training, chosen by the seed
     */
    default List<String> options(Path folder, int step) {
        return List.of();
    }

    /** The data of the training, in an empty folder if it is a copy. By default, that of the suite. */
    default Path data(Path folder) throws IOException {
        return Repository.file("deploy/data/fashion-mnist");
    }

    /** Injects the fault into a training that has just started; not needed if the options do so. */
    default void inject(RunningTraining training, int step) throws Exception {}

    /** Checks what became of the training, given the result of one without faults. */
    default void verify(KindlingResult result, KindlingResult quiet) {
        FaultSuite.assertSameWeights(result, quiet);
    }
}
