package io.kindling.driver.internal.cli.failures;

import io.kindling.ErrorCategory;
import io.kindling.config.DidYouMean;
import io.kindling.driver.internal.cli.options.Secrets;
import io.kindling.driver.internal.cli.output.Console;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a command line that cannot be parsed: what is wrong, the closest valid name, and how to get help. */
public final class UsageError implements IParameterExceptionHandler {
    private static final Map<Class<?>, String> RULES = Map.of(
            Integer.class, "must be a whole number",
            Long.class, "must be a whole number",
            Double.class, "must be a number",
            Boolean.class, "must be true or false");

    /** The message if a command is missing that others come below. */
    public static final String NO_COMMAND = "Cannot run: no command given";

    private static final String CONF = "--conf";

    private final Console console;

    public UsageError(Console console) {
        this.console = console;
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
        CommandLine command = error.getCommandLine();
        Failure.report(
                new ErrorResult(command.getCommandName(), ErrorCategory.USAGE, message(error, command, List.of(args))),
                console,
                OutputFlags.of(args));
        if (NO_COMMAND.equals(error.getMessage())) {
            console.err().println();
            command.usage(console.err());
            return ErrorCategory.USAGE.exitCode();
        }
        console.err().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ErrorCategory.USAGE.exitCode();
    }

    private static String message(ParameterException error, CommandLine command, List<String> args) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched().get(0), command, args);
        }
        if (error instanceof OverwrittenOptionException twice && twice.getOverwritten() instanceof OptionSpec option) {
            return "Invalid " + name(option) + ": given twice (at most once)";
        }
        ArgSpec argument = error.getArgSpec();
        if (argument == null && error.getValue() != null) { // From the command help.
            return unmatched(error.getValue(), command, args);
        }
        if (argument instanceof OptionSpec option && error.getValue() != null) {
            String value = name(option).equals(CONF) ? Secrets.nameIn(error.getValue()) : error.getValue();
            return "Invalid " + name(option) + ": " + value + " (" + rule(option, error) + ")";
        }
        if (error instanceof MissingParameterException missing) {
            for (ArgSpec each : missing.getMissing()) {
                if (each instanceof OptionSpec option && isGiven(option, args)) {
                    return "Invalid " + name(option) + ": it needs a value (" + name(option) + " " + option.paramLabel()
                            + ")";
                }
            }
            return "Cannot run " + command.getCommandName() + ": missing "
                    + missing.getMissing().stream().map(UsageError::name).collect(Collectors.joining(", ")) + ".";
        }
        return error.getMessage() + ".";
    }

    private static boolean isGiven(OptionSpec option, List<String> args) {
        return Stream.of(option.names()).anyMatch(args::contains);
    }

    private static String unmatched(String word, CommandLine command, List<String> args) {
        if (word.startsWith("-")) {
            List<String> options = new ArrayList<>();
            command.getCommandSpec().options().forEach(option -> options.addAll(List.of(option.names())));
            String name = word.split("=", 2)[0];
            return "Invalid option: " + name + " (" + nearest(name, options, "unknown") + ")";
        }
        Collection<String> commands = command.getSubcommands().keySet();
        if (args.indexOf(word) > 0
                && mayEndConf(args.get(args.indexOf(word) - 1), args.subList(0, args.indexOf(word)))) {
            return "Invalid --conf: more than one word (NAME=VALUE, quoted if it has spaces)";
        }
        return commands.isEmpty()
                ? "Invalid argument: " + word + " (" + command.getCommandName() + " takes no more arguments)"
                : "Invalid command: " + word + " (" + nearest(word, commands, "one of " + String.join(", ", commands))
                        + ")";
    }

    /** Returns whether a word that follows others may be the rest of a setting, whose value may be a secret. */
    private static boolean mayEndConf(String before, List<String> earlier) {
        int option = Math.max(earlier.lastIndexOf(CONF), lastStarting(CONF + "=", earlier));
        boolean onlyWords = option >= 0
                && earlier.subList(option + 1, earlier.size()).stream().noneMatch(word -> word.startsWith("-"));
        return onlyWords || Secrets.isNamedIn(before);
    }

    private static int lastStarting(String start, List<String> words) {
        for (int i = words.size() - 1; i >= 0; i--) {
            if (words.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    private static String nearest(String word, Collection<String> known, String otherwise) {
        return DidYouMean.to(word, known)
                .map(near -> "did you mean " + near + "?")
                .orElse(otherwise);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String rule(OptionSpec option, ParameterException error) {
        if (Map.class.isAssignableFrom(option.type())) {
            return option.paramLabel();
        }
        Class<?> type =
                option.typeInfo().isOptional() || option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
        String known = RULES.get(MethodType.methodType(type).wrap().returnType());
        if (known != null) {
            return known + (String.valueOf(error.getValue()).matches("[+-]?\\d+") ? ", and this one is too large" : "");
        }
        if (type.isEnum()) {
            List<String> values = Stream.of(type.getEnumConstants())
                    .map(value -> value.toString().toLowerCase(Locale.ROOT))
                    .toList();
            return nearest(error.getValue(), values, "one of " + String.join(", ", values));
        }
        return Optional.ofNullable(error.getCause()).map(Throwable::getMessage).orElseGet(error::getMessage);
    }
}
