package io.kindling.driver.internal.cluster;

import java.util.OptionalLong;

/**
 * How far a pass over the rows of a table is.
 *
 * @param what what is done, such as {@code Reading}
 * @param rows the rows that were read so far, as far as Spark has told
 * @param all the number of all rows, if it is known
 * @param tasks the tasks that ended
 * @param allTasks the number of all tasks
 * @param seconds the time since the start
 */
public record TablePass(String what, long rows, OptionalLong all, int tasks, int allTasks, double seconds) {
    /** What part of the work is done, from 0 to 1. */
    public double fraction() {
        if (isOver()) {
            return 1;
        }
        return all.isPresent() && all.getAsLong() > 0
                ? Math.min(1, (double) rows / all.getAsLong())
                : (double) tasks / Math.max(1, allTasks);
    }

    /** Whether all tasks ended. */
    public boolean isOver() {
        return tasks >= allTasks;
    }
}
