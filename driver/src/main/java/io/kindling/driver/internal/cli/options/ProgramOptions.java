package io.kindling.driver.internal.cli.options;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kindling.config.Config;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.options.OptionGroup.Heading;
import io.kindling.io.internal.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A program's settings: built-in programs have options, a user's own program takes those of {@code --set}. */
@OptionGroup(Heading.PROGRAM)
public final class ProgramOptions {
    /** The names of the mixins whose options are for built-in programs only: this one and {@link #OPTIMIZER}. */
    public static final String NETWORK = "network";

    public static final String OPTIMIZER = "optimizer";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            split = ",(?=[\\w.-]+=)",
            description = "Setting of your own program, which reads it from p.config(): a number, true, false, text,"
                    + " or a list such as [64,64]; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Returns the settings that the program reads from {@code p.config()}.
     *
     * @param network options for its network
     * @param optimizer options for its optimizer, if the command has them
     * @throws SettingsException if a given option is not a setting of the program
     */
    public Config config(
            Programs.Chosen program,
            NetworkOptions network,
            Optional<OptimizerOptions> optimizer,
            CommandSpec command) {
        if (program.isBuiltIn()) {
            settings.keySet().stream().findFirst().ifPresent(name -> {
                throw SettingsException.invalid(
                        "--set",
                        name,
                        "only for your own programs: " + program.name() + " has options instead, see --help");
            });
            refuseOptions(program, command);
            Config config = network.config(program.defaults(), name -> isGiven(name, command));
            return optimizer.map(options -> options.config(config)).orElse(config);
        }
        refuseOptions(program, command);
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        settings.forEach((name, value) -> config.set(name, parsed(name, value)));
        return Json.parse(config.toString());
    }

    /** Refuses given options that are not settings of the program. */
    private static void refuseOptions(Programs.Chosen program, CommandSpec command) {
        for (String mixin : List.of(NETWORK, OPTIMIZER)) {
            CommandSpec group = command.mixins().get(mixin);
            if (group == null) {
                continue;
            }
            for (OptionSpec option : group.options()) {
                String name = option.longestName();
                boolean known = program.defaults().has(setting(name))
                        || (mixin.equals(OPTIMIZER) && program.defaults().has(OPTIMIZER));
                if (isGiven(name, command) && !known) {
                    throw SettingsException.invalid("option", name, remedy(program, name));
                }
            }
        }
    }

    private static String remedy(Programs.Chosen program, String option) {
        return program.isBuiltIn()
                ? program.name() + " has no such setting"
                : "only for built-in programs: use --set " + setting(option) + "=VALUE for " + program.name();
    }

    /** Returns the name of an option's setting in a program's config. */
    private static String setting(String option) {
        return option.replaceFirst("^-+", "").replace('-', '_');
    }

    /** Returns whether an option is given on the command line, in the config file or among Spark's settings. */
    public static boolean isGiven(String option, CommandSpec command) {
        CommandLine line = command.commandLine();
        return line.getParseResult().hasMatchedOption(option)
                || (line.getDefaultValueProvider() instanceof SettingSources sources
                        && sources.gives(command.findOption(option)));
    }

    /** Parses a value as YAML, which includes JSON. */
    private static JsonNode parsed(String name, String value) {
        try {
            JsonNode node = new YAMLMapper().readTree(value);
            return node.isMissingNode() || node.isNull() ? JsonNodeFactory.instance.textNode(value) : node;
        } catch (JsonProcessingException invalid) {
            throw new SettingsException(
                    "Invalid --set: " + name + "=" + value + " (" + invalid.getOriginalMessage() + ")", invalid);
        }
    }
}
