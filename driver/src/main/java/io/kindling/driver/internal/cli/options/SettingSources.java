package io.kindling.driver.internal.cli.options;

import io.kindling.config.DidYouMean;
import io.kindling.driver.internal.SettingsException;
import io.kindling.worker.internal.net.EndpointSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Values of options that are not on the command line: from {@code --config FILE}, else from {@code spark.kindling.NAME} (in
 * {@code --conf}, else in the file's {@code conf}, else from spark-submit), else the built-in default.
 */
public final class SettingSources implements IDefaultValueProvider {
    static final String PREFIX = "spark.kindling.";
    private static final Set<String> NOT_SETTINGS = Set.of("help", "version", "config");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> conf = new LinkedHashMap<>();

    private SettingSources() {}

    /**
     * @param args the command line, searched for {@code --config} and {@code --conf}
     * @param commands the commands whose options are the known settings
     * @throws SettingsException if the file cannot be read or a setting is unknown
     */
    public static SettingSources of(String[] args, CommandLine commands) {
        Early early = new Early();
        try {
            new CommandLine(early).setUnmatchedArgumentsAllowed(true).parseArgs(args);
        } catch (CommandLine.ParameterException incomplete) {
            // The full parser will report the error.
            return new SettingSources();
        }
        if (early.config != null && early.config.isEmpty()) {
            throw SettingsException.invalid("--config", "''", "a file");
        }
        ConfigFile file = early.config == null ? ConfigFile.NONE : ConfigFile.read(early.config);
        Set<String> known = known(commands);
        SettingSources sources = new SettingSources();
        // Lowest precedence first: later values replace earlier ones.
        String submitted = System.getProperty(MachineOptions.SPARK_MASTER);
        if (submitted != null) {
            sources.values.put("master", submitted);
        }
        sources.addAll("Spark's settings", withoutPrefix(submitted()), known);
        sources.addAll("conf in " + file.name(), withoutPrefix(file.conf()), known);
        sources.addAll("--conf", withoutPrefix(early.conf), known);
        sources.addAll(file.name(), file.options(), known);
        sources.conf.putAll(file.conf());
        return sources;
    }

    private void addAll(String source, Map<String, String> settings, Set<String> known) {
        settings.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw SettingsException.invalid(
                        "setting in " + source,
                        Secrets.name(name),
                        DidYouMean.to(name, known)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("one of " + String.join(", ", known)));
            }
            values.put(name, value);
        });
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = nameOf(option);
        String builtIn = option.defaultValue() != null ? option.defaultValue() : Defaults.BY_OPTION.get(name);
        return values.getOrDefault(name, builtIn);
    }

    /** Returns the Spark settings in a command's config file. */
    static Map<String, String> conf(CommandSpec command) {
        return command.commandLine().getDefaultValueProvider() instanceof SettingSources sources
                ? Map.copyOf(sources.conf)
                : Map.of();
    }

    /** Returns whether one of these sources has a value for an option. */
    boolean gives(OptionSpec option) {
        return values.containsKey(nameOf(option));
    }

    /** Returns the settings of all commands, so that one file can serve several commands. */
    private static Set<String> known(CommandLine commands) {
        Set<String> known = new TreeSet<>();
        for (CommandLine command : commands.getSubcommands().values()) {
            command.getCommandSpec().options().forEach(option -> known.add(nameOf(option)));
        }
        known.removeAll(NOT_SETTINGS);
        return known;
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    /** Returns the system properties, which include the settings from spark-submit. */
    private static Map<String, String> submitted() {
        Map<String, String> settings = new LinkedHashMap<>();
        Properties properties = System.getProperties();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    private static Map<String, String> withoutPrefix(Map<String, String> all) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : new TreeSet<>(all.keySet())) {
            if (name.startsWith(PREFIX) && !EndpointSettings.isSetting(name)) {
                settings.put(name.substring(PREFIX.length()), all.get(name));
            }
        }
        return settings;
    }

    /** The options that must be read before the others can be parsed. */
    @Command
    private static final class Early {
        @Option(names = "--config")
        private @Nullable String config;

        @Option(names = "--conf")
        private final Map<String, String> conf = new LinkedHashMap<>();
    }
}
