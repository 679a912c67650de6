package io.kindling.driver.cli;

/** The command line: {@code kindling COMMAND [OPTION...]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = new Kindling(Console.ofProcess()).run(args);
        // Where Spark runs this on a cluster, YARN takes any exit for a failure, and starts it again.
        if (code != ExitCode.DONE.number() || !FailedTraining.isInCluster()) {
            System.exit(code);
        }
    }
}
