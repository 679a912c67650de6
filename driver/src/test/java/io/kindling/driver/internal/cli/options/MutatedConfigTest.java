package io.kindling.driver.internal.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.CommandLineFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes of config files: each is read or refused as a wrong setting, on one line and without the secrets in it.
 *
 * @see ConfigFile
 */
class MutatedConfigTest {
    private static final int ROUNDS = Boolean.getBoolean("kindling.full") ? 200_000 : 2_000;
    private static final int COMMANDS = 100;
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}");

    /** Distinct characters, so that parts of it occur nowhere else; a part of this length tells too much. */
    private static final String SECRET = "qZ7Xw9KJ4vQ8Gz3Y";

    private static final int TOO_MUCH = 4;
    private static final String SPECIAL = ":#-?,[]{}&*!|>'\"%@` \n\t\r~\\=.0\u0000\u0007\u001b\u00e4\u2028";
    private static final String[] WORDS = {
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\n- ",
        " #",
        "&a ",
        "*a",
        "!!int ",
        "!x ",
        "<<: *a",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "%YAML 9.9\n",
        "\"",
        "null",
        "\ud83d\ude00",
        "? ",
        "\\x",
        "[[[[[[[[",
        "{a: {a: {a: ",
        "\ufeff",
        "1e999",
        "99999999999999999999"
    };
    private static final String[] FILES = {"""
        epochs: 3
        hidden: [64, 32]
        optimizer: adam
        set: {units: 8, name: deep}
        conf:
          spark.hadoop.fs.s3a.access.key: SECRET
          spark.hadoop.fs.s3a.secret.key: "SECRET"
          spark.task.maxFailures: 5
        """, """
        conf: {spark.ssl.keyPassword: 'SECRET', spark.ui.enabled: true}
        # a comment
        label: kind
        validation: 100
        """, """
        conf:
          spark.authenticate.secret: |
            SECRET
          spark.executorEnv.TOKEN: &t SECRET
          spark.yarn.appMasterEnv.TOKEN: *t
        """};

    @TempDir
    Path folder;

    private static String changed(String whole, Random random) {
        StringBuilder text = new StringBuilder(whole.replace("SECRET", SECRET));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
                case 1 -> text.insert(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
                case 2 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                case 3 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
            }
            if (text.isEmpty()) {
                text.append('a');
            }
        }
        return text.toString();
    }

    /** Where a change made one word of a setting's name and the secret after it, nothing tells them apart. */
    private static void assertTellsNoSecret(String told, String text) {
        String message = told.replaceAll("spark\\.[\\w.-]+", "");
        for (int from = 0; from + TOO_MUCH <= SECRET.length(); from++) {
            assertThat(message).as(text).doesNotContain(SECRET.substring(from, from + TOO_MUCH));
        }
    }

    private Path write(String text) throws IOException {
        return Files.write(folder.resolve("run.yaml"), text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void configFiles_areReadOrRefused_withoutTheirSecrets() throws IOException {
        Random random = new Random(42);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = changed(FILES[round % FILES.length], random);
            Path file = write(text);
            try {
                ConfigFile.read(file.toString());
                read++;
            } catch (SettingsException expected) {
                assertThat(expected.getMessage())
                        .as(text)
                        .matches("Cannot read config file .*|Invalid (conf|setting) in .*")
                        .doesNotContainPattern(CONTROLS);
                assertTellsNoSecret(expected.getMessage(), text);
            }
        }
        assertThat(read).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    /** The same through the command, whose options refuse values, too; no training begins, since the data is nowhere. */
    @Test
    void commandsWithConfigFiles_endWithTheirExitCode_withoutSecrets() throws IOException {
        Random random = new Random(7);
        String nowhere = folder.resolve("nowhere").toString();
        for (int round = 0; round < COMMANDS; round++) {
            String text = changed(FILES[round % FILES.length], random);
            CommandLineFixture typed = new CommandLineFixture();
            int exit = typed.run(
                    "train",
                    "classifier",
                    "--data",
                    nowhere,
                    "--config",
                    write(text).toString());
            assertThat(exit).as(text + typed.error()).isBetween(2, 3);
            assertTellsNoSecret(typed.error(), text);
        }
    }
}
