package io.kindling.driver.cli;

import io.kindling.driver.SettingsException;
import io.kindling.driver.example.Classifier;
import io.kindling.nn.Nearest;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Programs as the command line names them: built-in ones by a word, a user's own by its class. */
final class Programs {
    /** One line each. */
    private static final Map<String, String> BUILT_IN =
            new TreeMap<>(Map.ofEntries(Map.entry("classifier", Classifier.class.getName())));

    /**
     * A program to train.
     *
     * @param name as it was asked for
     * @param className the class that implements it
     */
    record Chosen(String name, String className) {
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
        if (BUILT_IN.containsKey(name)) {
            return new Chosen(name, BUILT_IN.get(name));
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
        return new Chosen(name, name);
    }

    private static boolean looksLikeClass(String name) {
        return name.matches("[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}.]*")
                && (name.contains(".") || Character.isUpperCase(name.charAt(0)));
    }
}
