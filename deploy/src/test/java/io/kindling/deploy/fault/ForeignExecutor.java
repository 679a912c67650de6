package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingProcess;
import io.kindling.deploy.KindlingResult;
import io.kindling.deploy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An executor that does not have the application's secret connects to the driver: it is refused, and ends. */
record ForeignExecutor() implements Fault {
    private static final Pattern DRIVER = Pattern.compile("spark://CoarseGrainedScheduler@[\\w.]+:\\d+");

    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--set", "harm=WAIT,at=" + step + ",until=" + folder.resolve("until"));
    }

    @Override
    public void inject(RunningTraining training, int step) throws IOException {
        training.awaitStep(0);
        Path kindling = Repository.file("deploy/target/kindling");
        KindlingResult foreign = KindlingProcess.in(training.output().resolveSibling(""))
                .through(Path.of("java"))
                .run(
                        "@" + kindling.resolve("java.options"),
                        "-Dspark.authenticate=true",
                        "-Dspark.authenticate.secret=another",
                        "-cp",
                        kindling + "/spark/conf:" + kindling + "/spark/jars/*",
                        "org.apache.spark.executor.CoarseGrainedExecutorBackend",
                        "--driver-url",
                        driver(training),
                        "--executor-id",
                        "99",
                        "--hostname",
                        "127.0.0.1",
                        "--cores",
                        "1",
                        "--app-id",
                        "foreign",
                        "--resourceProfileId",
                        "0");
        assertThat(foreign.exitCode()).as("exit code of %s", foreign).isNotZero();
        assertThat(foreign.error()).contains("SaslException");
        Files.createFile(training.output().resolveSibling("until"));
    }

    /** The address of the driver, which its executors have been given. */
    private static String driver(RunningTraining training) throws IOException {
        String pid = Long.toString(training.executors().get(0).pid());
        Matcher url = DRIVER.matcher(Files.readString(Path.of("/proc", pid, "cmdline")));
        assertThat(url.find()).as("the driver's address").isTrue();
        return url.group();
    }
}
