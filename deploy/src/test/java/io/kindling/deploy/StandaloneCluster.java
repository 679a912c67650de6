package io.kindling.deploy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Spark standalone cluster: one master and worker processes on this machine's loopback interface. */
public final class StandaloneCluster implements AutoCloseable {
    private static final Path KINDLING = Repository.file("deploy/target/kindling");

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final List<String> settings;
    private final String url;

    /** A cluster with two workers. */
    public StandaloneCluster(Path folder) throws IOException {
        this(folder, 2);
    }

    /** A cluster with a number of workers, each with two cores. */
    public StandaloneCluster(Path folder, int workers) throws IOException {
        this(folder, workers, Map.of());
    }

    /** A cluster whose master and workers have settings of Spark. */
    public StandaloneCluster(Path folder, int workers, Map<String, String> conf) throws IOException {
        this.folder = folder;
        this.settings = conf.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
        Path log = folder.resolve("master.log");
        Process master = startMaster(log, "0");
        processes.add(master);
        url = awaitUrl(master, log);
        for (int i = 0; i < workers; i++) {
            addWorker();
        }
    }

    private Process startMaster(Path log, String port) throws IOException {
        return start(log, Map.of(), "master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0");
    }

    /** Kills the master. */
    public void killMaster() {
        processes.get(0).destroyForcibly().onExit().join();
    }

    /** Starts the master again, and waits until it has recovered what the earlier one had recorded. */
    public void restartMaster() throws IOException {
        Path log = folder.resolve("master-" + (count(folder) + 1) + ".log");
        Process master = startMaster(log, url.substring(url.lastIndexOf(':') + 1));
        processes.set(0, master);
        await(master, log, "Recovery complete");
    }

    /** How many masters have a log in a folder. */
    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("master"))
                    .count();
        }
    }

    /** Starts another worker. */
    public void addWorker() throws IOException {
        addWorker(Map.of());
    }

    /**
     * Starts another worker, whose executors have more variables in their environment. Their current folders are two levels below
     * the folder {@code worker-N}, the first of which is {@code worker-1}.
     */
    public void addWorker(Map<String, String> environment) throws IOException {
        addWorker("127.0.0.1", environment);
    }

    /** Starts another worker at an address of the loopback interface, so that Spark takes it for another machine. */
    public void addWorkerAt(String host) throws IOException {
        addWorker(host, Map.of());
    }

    private void addWorker(String host, Map<String, String> environment) throws IOException {
        String worker = "worker-" + processes.size();
        processes.add(start(
                folder.resolve(worker + ".log"),
                environment,
                "worker.Worker",
                "--host",
                host,
                "--webui-port",
                "0",
                "--cores",
                "2",
                "--memory",
                "3g",
                "--work-dir",
                folder.resolve(worker).toString(),
                url));
    }

    public String url() {
        return url;
    }

    private Process start(Path log, Map<String, String> environment, String type, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "java",
                "@" + KINDLING.resolve("java.options"),
                "-Xmx512m",
                KindlingProcess.QUICK_START,
                "-Dkindling.spark.level=info"));
        command.addAll(settings);
        command.addAll(List.of(
                "-cp", KINDLING + "/spark/conf:" + KINDLING + "/spark/jars/*", "org.apache.spark.deploy." + type));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_HOME", KINDLING.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.start();
    }

    /** Returns the master's URL, with the port that it logs. */
    private static String awaitUrl(Process master, Path log) throws IOException {
        String line = await(master, log, "spark://127.0.0.1:");
        return line.substring(line.indexOf("spark://127.0.0.1:")).trim();
    }

    /** Returns the first line of a log with a text. */
    private static String await(Process master, Path log, String text) throws IOException {
        List<String> found = new ArrayList<>();
        Waiting.until(
                () -> "the master starts; see " + log,
                () -> found.addAll(Files.readAllLines(log).stream()
                        .filter(line -> line.contains(text))
                        .toList()),
                master::isAlive);
        return found.get(0);
    }

    /** Kills the workers, whose executors then end. The master stays. */
    public void killWorkers() {
        processes.subList(1, processes.size()).forEach(Process::destroyForcibly);
    }

    /** Ends the first worker, which ends its executors. */
    public void endFirstWorker() {
        Process worker = processes.get(1);
        worker.destroy();
        worker.onExit().join();
    }

    /** Ends the cluster. Workers end the drivers and executors that they started. */
    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).destroy();
            processes.get(i).onExit().join();
        }
    }
}
