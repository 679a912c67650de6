package io.kindling.driver.cli;

/** The command line: {@code kindling COMMAND [OPTION...]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = new Kindling(Console.ofProcess()).run(args);
        // On a cluster, YARN treats any call of System.exit as a failure and restarts the driver.
        if (code != ExitCode.DONE.number() || !FailedTraining.isInCluster()) {
            System.exit(code);
        }
    }
}
