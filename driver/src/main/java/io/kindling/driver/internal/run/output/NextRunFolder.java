package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
import io.kindling.io.Location;
import io.kindling.io.internal.Reason;
import java.io.IOException;
import java.util.Map;

/** The output folder of a run that names none. */
public final class NextRunFolder {
    /** The parent folder of such runs. */
    public static final String RUNS = "runs";

    private NextRunFolder() {}

    /**
     * Returns the first of {@code runs/PROGRAM-1}, {@code runs/PROGRAM-2}, ... that does not exist, or that is the folder of the
     * run that the cluster has started this process to continue.
     *
     * @param hadoop file system settings
     */
    public static String of(String program, Map<String, String> hadoop) {
        try {
            int number = 1;
            Location folder = folder(program, number, hadoop);
            while (folder.exists() && !ResultFile.isOfThisSubmission(folder)) {
                folder = folder(program, ++number, hadoop);
            }
            return folder.toString();
        } catch (IOException failed) {
            throw new OutputException("Cannot look for output folders in " + RUNS + ": " + Reason.of(failed), failed);
        }
    }

    private static Location folder(String program, int number, Map<String, String> hadoop) {
        return Paths.location(RUNS + "/" + program + "-" + number, hadoop);
    }
}
