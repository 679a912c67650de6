package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.ProgramJar;
import io.kindling.deploy.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Other jobs of a session get slots though a training's tasks stay on all of them. */
class OtherJobsIT {
    private static final Path KINDLING = Repository.file("deploy/target/kindling");

    @TempDir
    Path folder;

    @Test
    @EnabledIfSystemProperty(named = "kindling.full", matches = "true")
    void jobsOfTheSameSession_doNotWaitForTheEndOfTheTraining() throws IOException {
        Path jar = ProgramJar.pack(folder.resolve("jobs.jar"), "com.acme.fault.", "OtherJobs");
        KindlingResult result = KindlingProcess.in(folder)
                .through(Path.of("java"))
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .with("SPARK_HOME", KINDLING.resolve("spark").toString())
                .within(Duration.ofMinutes(2))
                .run(
                        "@" + KINDLING.resolve("java.options"),
                        "-cp",
                        jar + ":" + KINDLING + "/lib/*:" + KINDLING + "/spark/jars/*",
                        "com.acme.fault.OtherJobs",
                        "local-cluster[2,1,1024]",
                        Repository.file("deploy/data/fashion-mnist").toString())
                .exitsWith(0);
        assertThat(result.output())
                .contains("rows beside the training: 2000", "rows between two epochs: 2000", "same weights: true");
    }
}
