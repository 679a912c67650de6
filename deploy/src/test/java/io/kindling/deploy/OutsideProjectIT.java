package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of a project outside this repository gives the same weights everywhere that a program can run. */
class OutsideProjectIT {
    private static final int ROWS = 768;
    private static final Path LIBRARIES = Repository.file("deploy/target/kindling");

    @TempDir
    static Path folder;

    private static Path jar;
    private static DataSetCopy data;
    private static String expected;

    @BeforeAll
    static void buildAndRunItsOwnMain() throws IOException {
        data = DataSetCopy.in(folder.resolve("data"))
                .edit("train-images-idx3-ubyte", bytes -> first(bytes, 16, 28 * 28))
                .edit("train-labels-idx1-ubyte", bytes -> first(bytes, 8, 1));
        jar = OutsideProject.in(folder, "example-project").build("my-program");
        expected = printed("weights_sha256", here("com.acme.TrainHere", data.toString()));
    }

    /** Runs a class of the project on this machine, without Spark and JVM options. */
    private static KindlingResult here(String main, String... args) throws IOException {
        return KindlingProcess.in(folder)
                .through(Path.of("java"))
                .run(with(new String[] {"-cp", jar + ":" + withoutSpark(), main}, args))
                .exitsWith(0);
    }

    private static String printed(String name, KindlingResult result) {
        return result.output()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 2);
    }

    /** Runs a project of which the library is Kindling's driver, from Maven's jars of it and Spark. */
    private static KindlingResult trainOnSpark(Path main, String master, Map<String, String> environment) {
        KindlingProcess process = KindlingProcess.in(folder).through(Path.of("java"));
        environment.forEach(process::with);
        return process.run(
                "@" + LIBRARIES.resolve("java.options"),
                "-cp",
                main + ":" + jar + ":" + LIBRARIES + "/lib/*:" + LIBRARIES + "/spark/jars/*",
                "com.acme.TrainOnSpark",
                data.toString(),
                master);
    }

    @Test
    void itsOwnMainOnSpark_givesTheSameWeights_alsoOfAFitWithItsOwnParts_andSaysWhatExecutorProcessesNeed()
            throws IOException {
        KindlingResult ownFit = here("com.acme.OwnFit");
        String fit = printed("fit_sha256", ownFit);
        assertThat(printed("by_hand_sha256", ownFit)).isEqualTo(fit);
        Path main = OutsideProject.in(folder, "example-project-on-spark").build("my-training");
        String home = LIBRARIES.resolve("spark").toString();
        for (String master : List.of("local[2]", "local-cluster[2,1,1024]")) {
            KindlingResult result =
                    trainOnSpark(main, master, Map.of("SPARK_HOME", home)).exitsWith(0);
            assertThat(result.output()).contains("weights_sha256: " + expected, "fit_sha256: " + fit);
        }
        KindlingResult withoutHome =
                trainOnSpark(main, "local-cluster[2,1,1024]", Map.of()).exitsWith(1);
        assertThat(withoutHome.error())
                .contains(
                        "Cannot start the executor processes of local-cluster[2,1,1024]: Spark looks for their jars in"
                                + " $SPARK_HOME/jars, and that variable is not set. Set the environment variable SPARK_HOME to "
                                + home + " before this process starts.")
                .doesNotContain("ExecutorRunner");
    }

    @Test
    void guide_trainsAllItsModels_andSavesAnImage() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        KindlingResult guide = here("com.acme.Guide", data.toString(), images.toString());

        assertThat(guide.output().lines().filter(line -> line.startsWith("Start of epoch 1")))
                .hasSize(3);
        assertThat(guide.output()).contains("Total params: 74625 (291.50 KB)", "adversarial loss at step 0: 0.");
        assertThat(images.resolve("generated_img0.png")).isNotEmptyFile();
    }

    private static byte[] first(byte[] idx, int header, int rowBytes) {
        byte[] cut = Arrays.copyOf(idx, header + ROWS * rowBytes);
        ByteBuffer.wrap(cut).putInt(4, ROWS);
        return cut;
    }

    /** Returns the project's class path in Maven, which has no jars of Spark or Scala. */
    private static String withoutSpark() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String part : List.of("lib", "spark/jars")) {
            try (Stream<Path> files = Files.list(LIBRARIES.resolve(part))) {
                files.map(Path::toString)
                        .filter(file -> !file.matches(".*/(spark|scala|kindling-(worker|driver))-[^/]*"))
                        .forEach(jars::add);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String digest(Path output) throws IOException {
        return result(output).path("weights_sha256").asText();
    }

    private static JsonNode result(Path output) throws IOException {
        return new ObjectMapper().readTree(output.resolve("result.json").toFile());
    }

    private static String[] train(String output) {
        return new String[] {
            "train",
            "com.acme.MyProgram",
            "--jar",
            jar.toString(),
            "--data",
            data.toString(),
            "--epochs",
            "1",
            "--output",
            folder.resolve(output).toString()
        };
    }

    /** Returns the command without an option and its value. */
    private static String[] without(String option, String[] command) {
        List<String> rest = new ArrayList<>(List.of(command));
        int at = rest.indexOf(option);
        rest.subList(at, at + 2).clear();
        return rest.toArray(String[]::new);
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void executorProcesses_giveTheWeightsOfItsOwnMain_andAnotherProcessEvaluatesTheModel() throws IOException {
        KindlingProcess.in(folder)
                .run(with(train("executors"), "--master", "local-cluster[2,1,1024]"))
                .exitsWith(0);
        assertThat(digest(folder.resolve("executors"))).isEqualTo(expected);

        JsonNode last = result(folder.resolve("executors")).get("epochs").get(0);
        String model = folder.resolve("executors/model").toString();
        JsonNode evaluated = KindlingProcess.in(folder)
                .run(
                        "evaluate",
                        "--model",
                        model,
                        "--jar",
                        jar.toString(),
                        "--master",
                        "local-cluster[2,1,1024]",
                        "--json")
                .exitsWith(0)
                .json();
        assertThat(evaluated.get("loss")).isEqualTo(last.get("val_loss"));
        assertThat(evaluated.get("confidence")).isEqualTo(last.get("val_confidence"));

        KindlingResult without =
                KindlingProcess.in(folder).run("evaluate", "--model", model).exitsWith(4);
        assertThat(without.error()).contains("com.acme>Sparse", "--jar").hasLineCount(1);
    }

    @Test
    void sparkSubmit_givesTheWeightsOfItsOwnMain() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder)) {
            // Jars given to spark-submit work like those of --jar.
            submit(cluster, "client", without("--jar", train("client")), "--jars", jar.toString());
            assertThat(digest(folder.resolve("client"))).isEqualTo(expected);

            submit(cluster, "cluster", train("cluster"));
            awaitResult(folder.resolve("cluster"));
            assertThat(digest(folder.resolve("cluster"))).isEqualTo(expected);

            submit(cluster, "cluster", with(train("failed"), "--set", "features=-1"));
            awaitResult(folder.resolve("failed"));
            JsonNode failed = result(folder.resolve("failed"));
            assertThat(failed.get("command").asText()).isEqualTo("train");
            assertThat(failed.get("error").get("exit").asInt()).isEqualTo(2);
            assertThat(failed.get("error").get("message").asText())
                    .startsWith("Cannot build program com.acme.MyProgram: ")
                    .contains("(at MyProgram.java:");
        }
    }

    /**
     * The commands of the pages, as written except for what stands for the user's own: the address of the master, and the folder
     * {@code /data}.
     */
    @Test
    void commandsForStandaloneClusters_workAsWritten() throws Exception {
        Path root = Pages.linkRepository(folder.resolve("pages"));
        Files.copy(jar, root.resolve("my-program.jar"));
        int port = freePort();
        List<RunningKindling> servers = new ArrayList<>();
        try {
            for (Pages.Block block : blocks("sh server")) {
                servers.add(bash(root, block, root, port));
                servers.get(0).awaitUntil("the master listens", () -> isListening(port));
            }
            List<Pages.Block> commands = blocks("sh standalone");
            assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
            for (Pages.Block block : commands) {
                Path shared = Files.createDirectories(root.resolve(block.page().replace('/', '-')));
                if (!Files.exists(shared.resolve("fashion-mnist"))) {
                    Files.createSymbolicLink(shared.resolve("fashion-mnist"), data.folder());
                }
                try (RunningKindling running = bash(root, block, shared, port)) {
                    running.await().exitsWith(0);
                }
            }
        } finally {
            servers.forEach(RunningKindling::close);
        }
    }

    private static List<Pages.Block> blocks(String mark) {
        return Pages.blocks().filter(block -> block.mark().equals(mark)).toList();
    }

    private static RunningKindling bash(Path root, Pages.Block block, Path shared, int port) {
        String command = block.text()
                .replace("HOST:7077", "127.0.0.1:" + port)
                .replace("HOST --port 7077", "127.0.0.1 --port " + port)
                .replace(" /data/", " " + shared + "/");
        return KindlingProcess.in(root)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Path.of("bash"))
                .start("-euo", "pipefail", "-c", command);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isListening(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    private static void submit(StandaloneCluster cluster, String mode, String[] command, String... options) {
        KindlingProcess.in(folder)
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Repository.file("deploy/bin/spark-submit"))
                .run(with(
                        with(
                                options,
                                "--master",
                                cluster.url(),
                                "--deploy-mode",
                                mode,
                                "--driver-memory",
                                "1g",
                                "--conf",
                                "spark.executor.memory=1g",
                                "--class",
                                "io.kindling.driver.cli.Main",
                                Repository.file("deploy/target/kindling-spark.jar")
                                        .toString()),
                        command))
                .exitsWith(0);
    }

    /** Waits for the result: in cluster mode the command returns before the driver has run. */
    private static void awaitResult(Path output) {
        Waiting.until("a result in " + output, () -> Files.exists(output.resolve("result.json")));
    }
}
