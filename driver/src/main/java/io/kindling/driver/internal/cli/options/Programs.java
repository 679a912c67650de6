package io.kindling.driver.internal.cli.options;

import io.kindling.config.Config;
import io.kindling.config.DidYouMean;
import io.kindling.data.Shuffle;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.ConvolutionalClassifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.example.WganGp;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.dataset.DataSettings.Part;
import io.kindling.program.Program;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks up programs by their command-line name: a short name for built-in ones, a class name for a user's own. */
public final class Programs {
    /** To add a built-in program, add its entry here. */
    private static final String CLASSIFIER = "classifier";

    private static final String CNN = "cnn";

    private static final Map<String, BuiltIn> BUILT_IN = new TreeMap<>(Map.ofEntries(
            Map.entry(CLASSIFIER, new BuiltIn(Classifier.class, Classifier.DEFAULTS, Part.TRAIN, Classifier.SHUFFLE)),
            Map.entry(
                    CNN,
                    new BuiltIn(
                            ConvolutionalClassifier.class, ConvolutionalClassifier.DEFAULTS, Part.TRAIN, Shuffle.FULL)),
            Map.entry("gan", new BuiltIn(Dcgan.class, Dcgan.DEFAULTS, Part.ALL, Classifier.SHUFFLE)),
            Map.entry("wgan-gp", new BuiltIn(WganGp.class, Config.EMPTY, Part.ALL, Classifier.SHUFFLE))));

    /**
     * @param defaults the names of its settings, with their defaults
     * @param rows which files of a folder it trains on
     * @param shuffle the order of rows in an epoch
     */
    private record BuiltIn(Class<? extends Program> program, Config defaults, Part rows, Shuffle shuffle) {}

    /**
     * A program to train.
     *
     * @param name its name as given on the command line
     * @param className the class that implements it
     * @param defaults the settings of a built-in program, with their defaults; empty for a user's own
     * @param rows the default for which files of a folder it trains on
     * @param shuffle the default order of rows in an epoch
     */
    public record Chosen(String name, String className, Config defaults, Part rows, Shuffle shuffle) {
        boolean isBuiltIn() {
            return BUILT_IN.containsKey(name);
        }

        /** The name, if the program needs rows with labels, as far as that is known before it is built. */
        public Optional<String> needsLabels() {
            return Optional.of(name).filter(each -> each.equals(CLASSIFIER) || each.equals(CNN));
        }

        /** Returns the name for its output folder: the simple class name, in lower case. */
        public String shortName() {
            return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)
                    .toLowerCase(Locale.ROOT);
        }
    }

    private Programs() {}

    /**
     * Returns the program with a name. Whether a named class exists is checked only when it is built.
     *
     * @throws SettingsException if the name is neither that of a built-in program nor a class name
     */
    public static Chosen named(String name) {
        BuiltIn known = BUILT_IN.get(name);
        if (known != null) {
            return new Chosen(name, known.program().getName(), known.defaults(), known.rows(), known.shuffle());
        }
        if (!looksLikeClass(name)) {
            throw SettingsException.invalid(
                    "program",
                    name,
                    DidYouMean.to(name, BUILT_IN.keySet())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("one of " + String.join(", ", BUILT_IN.keySet())
                                    + ", or the class of your own program, such as com.acme.MyProgram"));
        }
        return new Chosen(name, name, Config.EMPTY, Part.TRAIN, Classifier.SHUFFLE);
    }

    private static boolean looksLikeClass(String name) {
        return name.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*")
                && (name.contains(".") || Character.isUpperCase(name.charAt(0)));
    }
}
