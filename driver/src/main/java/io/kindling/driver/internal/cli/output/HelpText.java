package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.cli.options.OptionGroup;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Help that shows options as they are typed, {@code --epochs N}, and switches without a value, under headings, with lines that
 * end at words and fit the terminal.
 */
public final class HelpText extends Help {
    /** Lines of this width if there is no terminal. */
    private static final int USUAL_WIDTH = 80;

    private static final int SMALLEST_WIDTH = 39;
    /** Descriptions begin at this column, if lines have room for that. */
    private static final int DESCRIPTIONS = 26;

    private static final int DESCRIPTIONS_BELOW = 6;
    private static final int LEAST_FOR_DESCRIPTIONS = 40;

    private final CommandSpec command;
    private final int width;

    public HelpText(CommandSpec command, ColorScheme colors, Terminal terminal) {
        super(command, colors);
        this.command = command;
        this.width = terminal.isPresent() ? Math.max(SMALLEST_WIDTH, terminal.columns() - 1) : USUAL_WIDTH;
    }

    @Override
    public String synopsis(int headingLength) {
        String[] given = command.usageMessage().customSynopsis();
        return given.length == 0
                ? super.synopsis(headingLength)
                : Arrays.stream(given)
                        .map(line -> Terminal.wrapped(line, width - headingLength, " ".repeat(headingLength)) + "\n")
                        .collect(Collectors.joining());
    }

    @Override
    public String description(Object... parameters) {
        return Terminal.wrapped(String.join(" ", command.usageMessage().description()), width, "") + "\n";
    }

    @Override
    public String parameterList() {
        List<ArgSpec> parameters = List.copyOf(command.positionalParameters());
        return parameters.isEmpty() ? "" : "\n" + entries(parameters);
    }

    @Override
    public String optionList() {
        Map<Heading, List<ArgSpec>> groups = new EnumMap<>(Heading.class);
        command.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> groups.computeIfAbsent(heading(option), group -> new ArrayList<>())
                        .add(option));
        return groups.entrySet().stream()
                .map(group ->
                        "\n" + (groups.size() == 1 ? "Options" : group.getKey()) + ":\n" + entries(group.getValue()))
                .collect(Collectors.joining());
    }

    private Heading heading(OptionSpec option) {
        if (!(option.userObject() instanceof Field field)) {
            return Heading.OTHER;
        }
        return Stream.of(field, field.getDeclaringClass())
                .flatMap(element -> Stream.ofNullable(element.getAnnotation(OptionGroup.class)))
                .findFirst()
                .map(OptionGroup::value)
                .orElse(Heading.OTHER);
    }

    @Override
    public String commandListHeading(Object... parameters) {
        return subcommands().isEmpty() ? "" : "\nCommands:\n";
    }

    @Override
    public String commandList() {
        return subcommands().entrySet().stream()
                .map(entry -> entry(
                        entry.getKey(),
                        String.join(
                                " ",
                                entry.getValue().commandSpec().usageMessage().description())))
                .collect(Collectors.joining());
    }

    /** The examples, each of which can be copied to a shell. */
    @Override
    public String footer(Object... parameters) {
        String[] examples = command.usageMessage().footer();
        return examples.length == 0
                ? ""
                : "\nExamples:\n"
                        + Arrays.stream(examples)
                                .map(example -> "  "
                                        + Terminal.wrapped(example, width - 4, "    ")
                                                .replace("\n", " \\\n") + "\n")
                                .collect(Collectors.joining());
    }

    private String entries(List<ArgSpec> arguments) {
        return arguments.stream()
                .map(argument -> entry(names(argument), text(argument)))
                .collect(Collectors.joining());
    }

    private static String names(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return argument.paramLabel();
        }
        String names = String.join(", ", option.names());
        return option.type() == boolean.class ? names : names + " " + option.paramLabel();
    }

    private static String text(ArgSpec argument) {
        String value = String.valueOf(argument.defaultValueString(true));
        return (argument.required() && argument instanceof OptionSpec ? "Required. " : "")
                + String.join(" ", argument.description())
                        .replace("${DEFAULT-VALUE}", value)
                        .replace("%%", "%");
    }

    private String entry(String name, String text) {
        boolean beside = width - DESCRIPTIONS >= LEAST_FOR_DESCRIPTIONS;
        int from = beside ? DESCRIPTIONS : DESCRIPTIONS_BELOW;
        String indent = " ".repeat(from);
        String lines = Terminal.wrapped(text, width - from, "").replace("\n", "\n" + indent);
        String head = "  " + name;
        return head.length() <= from - 2
                ? head + " ".repeat(from - head.length()) + lines + "\n"
                : head + "\n" + indent + lines + "\n";
    }
}
