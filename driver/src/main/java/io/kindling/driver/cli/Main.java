package io.kindling.driver.cli;

import io.kindling.driver.internal.cli.KindlingCommand;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.ProcessExit;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.run.output.Submission;

/** The command line: {@code kindling COMMAND [OPTION...]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = new KindlingCommand(Console.ofProcess()).run(args);
        // On a cluster, YARN treats any call of System.exit as a failure and restarts the driver.
        if (code != ExitCode.SUCCESS || !Submission.isToCluster()) {
            ProcessExit.exit(code);
        }
    }
}
