package io.kindling;

/** What kind of error a {@link KindlingException} is: whom it concerns, and the exit code of a process that it ends. */
public enum ErrorCategory {
    /** An error in Kindling itself. */
    INTERNAL(1),
    /** An invalid command line, config file or setting, or too little memory. */
    USAGE(2),
    /** A program that cannot be found, built or run as it is declared. */
    PROGRAM(2),
    /** Data is missing, damaged, of a wrong size, or out of range. */
    DATA(3),
    /** A model is missing, damaged, or made for something else. */
    MODEL(4),
    /** Tasks failed, or a program's code threw an exception in one. */
    TASKS(5),
    /** The cluster cannot be reached, was lost, or lacks a library. */
    CLUSTER(6),
    /** Output cannot be created or written. */
    OUTPUT(7),
    /** Another run is writing to the output folder. */
    LOCKED(8),
    /** A loss or a gradient is NaN or infinite. */
    NON_FINITE(9);

    private final int exitCode;

    ErrorCategory(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The exit code of the command line, from 1 to 9. */
    public int exitCode() {
        return exitCode;
    }
}
