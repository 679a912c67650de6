package io.kindling.deploy.fault;

import java.nio.file.Path;
import java.util.List;

/** The task of one shard sleeps at one step, and Spark starts it again on another machine: one of both results counts. */
record SlowTask() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of(
                "--conf",
                "spark.speculation=true",
                "--set",
                "harm=SLEEP,at=" + step + ",once=" + folder.resolve("done"));
    }
}
