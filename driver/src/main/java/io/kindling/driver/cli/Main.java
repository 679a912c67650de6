package io.kindling.driver.cli;

/** The command line: {@code kindling COMMAND [OPTION...]}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new Kindling(Console.ofProcess()).run(args));
    }
}
