package io.kindling.driver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.kindling.driver.SettingsException;
import io.kindling.io.Json;
import io.kindling.nn.Config;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** A program's own settings: built-in programs have options, a user's own takes what {@code --set} gives. */
final class ProgramOptions {
    /** The mixins whose options only built-in programs know. */
    static final String NETWORK = "network";

    static final String OPTIMIZER = "optimizer";

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            split = ",(?=[\\w.-]+=)",
            description =
                    "A setting of a program of your own, which finds it in p.config(): a number, true, false, text,"
                            + " or a list as [64,64]; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * What the program finds in {@code p.config()}.
     *
     * @param network options of its network
     * @param optimizer options of its optimizer, where the command has some
     * @throws SettingsException where an option was given that the program does not know
     */
    Config config(
            Programs.Chosen program,
            NetworkOptions network,
            Optional<OptimizerOptions> optimizer,
            CommandSpec command) {
        if (program.isBuiltIn()) {
            settings.keySet().stream().findFirst().ifPresent(name -> {
                throw SettingsException.invalid(
                        "--set",
                        name,
                        "it is for programs of your own: " + program.name() + " has options, see --help");
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

    /** Refuses options that were given and set nothing that the program knows. */
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
                : "it is for built-in programs: give " + program.name() + " settings of its own, as --set "
                        + setting(option) + "=VALUE";
    }

    /** What a program's config calls an option. */
    private static String setting(String option) {
        return option.replaceFirst("^-+", "").replace('-', '_');
    }

    /** On the command line, in the config file or among Spark's settings. */
    static boolean isGiven(String option, CommandSpec command) {
        CommandLine line = command.commandLine();
        return line.getParseResult().hasMatchedOption(option)
                || (line.getDefaultValueProvider() instanceof SettingSources sources
                        && sources.gives(command.findOption(option)));
    }

    /** A value of YAML, of which JSON is a part. */
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
