package io.kindling.program.internal.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A rank in a process of its own, which computes {@link ExchangeRounds} on exchanges that the test has created. */
final class ExchangeProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream requests;

    ExchangeProcess() throws IOException {
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExchangeProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /** Makes the process compute as a rank of an exchange; returns without waiting for it. */
    void start(MappedExchange exchange, int ranks, int rank, long seed, int rounds) {
        requests.println(exchange.file() + " " + ranks + " " + rank + " " + seed + " " + rounds);
    }

    /** The line that the process prints when it is done; null if it failed. */
    String answer() throws IOException {
        return answers.readLine();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            int rank = Integer.parseInt(words[2]);
            ExchangePlan plan = ExchangeRounds.plan(Integer.parseInt(words[1]), Long.parseLong(words[3]));
            int rounds = Integer.parseInt(words[4]);
            MappedExchange exchange = MappedExchange.open(Path.of(words[0]), plan, rank);
            new ExchangeRounds(exchange, plan, rank).run(rounds);
            System.out.println("done " + rounds);
        }
    }
}
