package io.kindling.driver.cli;

import io.kindling.data.Shuffle;
import io.kindling.driver.SettingsException;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.ConvolutionalClassifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.example.WganGp;
import io.kindling.driver.rows.DataSettings.Part;
import io.kindling.nn.Config;
import io.kindling.nn.Nearest;
import io.kindling.program.Program;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Programs as the command line names them: built-in ones by a word, a user's own by its class. */
final class Programs {
    /** One line each. */
    private static final Map<String, BuiltIn> BUILT_IN = new TreeMap<>(Map.ofEntries(
            Map.entry("classifier", new BuiltIn(Classifier.class, Classifier.DEFAULTS, Part.TRAIN, Classifier.SHUFFLE)),
            Map.entry(
                    "cnn",
                    new BuiltIn(
                            ConvolutionalClassifier.class, ConvolutionalClassifier.DEFAULTS, Part.TRAIN, Shuffle.FULL)),
            Map.entry("gan", new BuiltIn(Dcgan.class, Dcgan.DEFAULTS, Part.ALL, Classifier.SHUFFLE)),
            Map.entry("wgan-gp", new BuiltIn(WganGp.class, Config.EMPTY, Part.ALL, Classifier.SHUFFLE))));

    /**
     * @param defaults its settings, by the names it knows
     * @param rows which files of a folder it trains on
     * @param shuffle the order of rows in an epoch
     */
    private record BuiltIn(Class<? extends Program> program, Config defaults, Part rows, Shuffle shuffle) {}

    /**
     * A program to train.
     *
     * @param name as it was asked for
     * @param className the class that implements it
     * @param defaults the settings that a built-in program knows, with their defaults; a user's own has none
     * @param rows which files of a folder it trains on, unless told otherwise
     * @param shuffle the order of rows in an epoch, unless told otherwise
     */
    record Chosen(String name, String className, Config defaults, Part rows, Shuffle shuffle) {
        boolean isBuiltIn() {
            return BUILT_IN.containsKey(name);
        }

        /** What to call its output: the class's own name, in lower case. */
        String shortName() {
            return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)
                    .toLowerCase(Locale.ROOT);
        }
    }

    private Programs() {}

    /**
     * The program of a name. A class may not be there; building it will tell.
     *
     * @throws SettingsException where the name is neither a built-in program's nor that of a class
     */
    static Chosen named(String name) {
        BuiltIn known = BUILT_IN.get(name);
        if (known != null) {
            return new Chosen(name, known.program().getName(), known.defaults(), known.rows(), known.shuffle());
        }
        if (!looksLikeClass(name)) {
            throw SettingsException.invalid(
                    "program",
                    name,
                    Nearest.to(name, BUILT_IN.keySet())
                            .map(near -> "did you mean " + near + "?")
                            .orElse("there is " + String.join(", ", BUILT_IN.keySet())
                                    + ", or a program of your own by its class, such as com.acme.MyProgram"));
        }
        return new Chosen(name, name, Config.EMPTY, Part.TRAIN, Classifier.SHUFFLE);
    }

    private static boolean looksLikeClass(String name) {
        return name.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*")
                && (name.contains(".") || Character.isUpperCase(name.charAt(0)));
    }
}
