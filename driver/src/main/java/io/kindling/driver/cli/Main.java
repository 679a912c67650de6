package io.kindling.driver.cli;

import io.kindling.driver.internal.cli.KindlingCommand;
import io.kindling.driver.internal.cli.failures.ExitCode;
import io.kindling.driver.internal.cli.failures.TrainingErrorFile;
import io.kindling.driver.internal.cli.output.Console;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The command line: {@code kindling COMMAND [OPTION...]}. */
public final class Main {
    /** How long shutdown hooks may take, those of users' code too: longer than Hadoop lets each of its hooks take. */
    private static final Duration HOOKS_LIMIT = Duration.ofSeconds(60);

    private Main() {}

    public static void main(String[] args) {
        int code = new KindlingCommand(Console.ofProcess()).run(args);
        // On a cluster, YARN treats any call of System.exit as a failure and restarts the driver.
        if (code != ExitCode.SUCCESS || !TrainingErrorFile.isInCluster()) {
            haltIfHooksHang(code);
            System.exit(code);
        }
    }

    private static void haltIfHooksHang(int code) {
        long end = System.nanoTime() + HOOKS_LIMIT.toNanos();
        Thread thread = new Thread(
                () -> {
                    while (System.nanoTime() < end) {
                        LockSupport.parkNanos(end - System.nanoTime());
                    }
                    Runtime.getRuntime().halt(code);
                },
                "kindling-halt");
        thread.setDaemon(true);
        thread.start();
    }
}
