package io.kindling.driver.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.Shuffle;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.example.ConvolutionalClassifier;
import io.kindling.driver.example.Dcgan;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cli.output.Console;
import io.kindling.driver.internal.cli.output.Terminal;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.DataSettings;
import io.kindling.driver.internal.run.TrainSettings;
import io.kindling.program.RunSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The precedence of options, the config file, Spark settings and defaults. */
class SettingsTest {
    @TempDir
    Path folder;

    private final CommandLineFixture typed = new CommandLineFixture();

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("run.yaml"), yaml).toString();
    }

    @Test
    void defaults_areTheGuides() {
        TrainSettings settings = typed.settings();
        assertThat(settings.run()).isEqualTo(RunSettings.DEFAULT.withShuffle(Classifier.SHUFFLE));
        assertThat(settings.config()).isEqualTo(Classifier.DEFAULTS);
        assertThat(settings.length().epochs()).isEqualTo(2);
        assertThat(settings.logEvery()).isEqualTo(200);
        assertThat(settings.machines().master().url()).isEqualTo("local[*]");
    }

    @Test
    void cnn_hasItsOwnNetworkOptimizerAndShuffle() {
        TrainSettings cnn = typed.settingsOf("cnn");
        assertThat(cnn.config()).isEqualTo(ConvolutionalClassifier.DEFAULTS);
        assertThat(cnn.run().shuffle()).isEqualTo(Shuffle.FULL);
        Config changed = typed.settingsOf("cnn", "--hidden", "32,16", "--learning-rate", "0.01", "--rescale=false")
                .config();
        assertThat(changed.integers("hidden")).containsExactly(32, 16);
        assertThat(changed.config("optimizer")).isEqualTo(Config.of("kind", "Adam", "learning_rate", 0.01));
        assertThat(changed.flag("rescale")).isFalse();
    }

    @Test
    void gan_usesAllRowsWithTheGuidesShuffle_andRefusesSettingsOfClassifiers() {
        TrainSettings gan = typed.settingsOf("gan");
        assertThat(gan.run()).isEqualTo(RunSettings.DEFAULT.withShuffle(Classifier.SHUFFLE));
        assertThat(gan.config()).isEqualTo(Dcgan.DEFAULTS);
        assertThat(gan.data().part()).isEqualTo(DataSettings.Part.ALL);
        assertThat(typed.settingsOf("gan", "--rows", "train").data().part()).isEqualTo(DataSettings.Part.TRAIN);
        for (String option : List.of("--hidden=8", "--rescale", "--optimizer=adam", "--learning-rate=0.1")) {
            assertThatThrownBy(() -> typed.settingsOf("wgan-gp", option))
                    .isInstanceOf(SettingsException.class)
                    .hasMessage("Invalid option: " + option.replaceFirst("=.*", "") + " (wgan-gp has no such setting)");
        }
        assertThatThrownBy(() -> typed.settingsOf("gan", "--rows", "all", "--format", "csv"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid rows: all (only for a folder of IDX files; a table is used whole, except"
                        + " --validation rows)");
        assertThatThrownBy(() -> typed.settingsOf("gan", "--rows", "test"))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid rows: test (train or all)");
    }

    @Test
    void commandLine_overridesFile_overridesSpark_overridesDefault() throws IOException {
        String yaml = file("epochs: 5\nbatch-size: 32\nhidden: [16, 8]\nrescale: true\n");
        TrainSettings settings = typed.settings(
                "--epochs",
                "7",
                "--config",
                yaml,
                "--conf",
                "spark.kindling.batch-size=8",
                "--conf",
                "spark.kindling.seed=3",
                "--conf",
                "spark.kindling.epochs=9");

        assertThat(settings.length().epochs()).isEqualTo(7);
        assertThat(settings.run().batchSize()).isEqualTo(32);
        assertThat(settings.run().seed()).isEqualTo(3);
        assertThat(settings.run().shards()).isEqualTo(4);
        assertThat(settings.config().integers("hidden")).containsExactly(16, 8);
        assertThat(settings.config().flag("rescale")).isTrue();
    }

    @Test
    void switchInBothPlaces_isOn() throws IOException {
        TrainSettings settings = typed.settings("--rescale", "--config", file("rescale: true\n"));
        assertThat(settings.config().flag("rescale")).isTrue();
    }

    @Test
    void switch_canBeTurnedOffOnTheCommandLine() throws IOException {
        TrainSettings settings = typed.settings("--rescale=false", "--config", file("rescale: true\n"));
        assertThat(settings.config().flag("rescale")).isFalse();
    }

    @Test
    void unknownSetting_isRefusedWithTheClosestKnownOne() throws IOException {
        String yaml = file("epoch: 5\n");
        assertThatThrownBy(() -> typed.settings("--config", yaml))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid setting in " + yaml + ": epoch (did you mean epochs?)");
        assertThatThrownBy(() -> typed.settings("--conf", "spark.kindling.shard=3"))
                .hasMessage("Invalid setting in --conf: shard (did you mean shards?)");
    }

    @Test
    void settingsOfEndpoints_areNoOptions() throws IOException {
        TrainSettings settings = typed.settings(
                "--conf",
                "spark.kindling.port=7000",
                "--conf",
                "spark.kindling.bindAddress=0.0.0.0",
                "--conf",
                "spark.kindling.peerTimeout=10s",
                "--conf",
                "spark.kindling.io.serverThreads=2",
                "--epochs",
                "7");
        assertThat(settings.length().epochs()).isEqualTo(7);
        assertThatThrownBy(() -> typed.settings("--conf", "spark.kindling.ports=3"))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    void hiddenNone_meansNoHiddenLayers() throws IOException {
        assertThat(typed.settings("--hidden", "none").config().integers("hidden"))
                .isEmpty();
        assertThat(typed.settings("--config", file("hidden: none\n")).config().integers("hidden"))
                .isEmpty();
    }

    @Test
    void stepsAlone_doNotLimitEpochs() {
        assertThat(typed.settings("--steps", "5000").length().epochs()).isEqualTo(Integer.MAX_VALUE);
        assertThat(typed.settings("--steps", "5000", "--epochs", "3").length().epochs())
                .isEqualTo(3);
    }

    @Test
    void optimizerOfAnotherKind_hasKerasDefaults() {
        assertThat(typed.settings("--optimizer", "adam").config().config("optimizer"))
                .isEqualTo(Config.of("kind", "Adam"));
        assertThat(typed.settings("--optimizer", "adam", "--beta-1", "0.5")
                        .config()
                        .config("optimizer"))
                .isEqualTo(Config.of("kind", "Adam", "beta_1", 0.5));
        assertThat(typed.settingsOf("gan", "--beta-1", "0.5").config()).isEqualTo(Config.of("beta_1", 0.5));
        assertThat(typed.settings("--optimizer", "sgd", "--learning-rate", "0.5")
                        .config()
                        .config("optimizer"))
                .isEqualTo(Config.of("kind", "SGD", "learning_rate", 0.5));
    }

    @Test
    void ownProgram_getsSettingsWithTheirTypes() throws IOException {
        TrainSettings settings = own("--set", "units=8", "--set", "rate=1e-3,flag=true", "--set", "sizes=[64, 32]");
        assertThat(settings.config())
                .isEqualTo(Config.of("units", 8, "rate", 1e-3, "flag", true, "sizes", List.of(64, 32)));
        assertThat(settings.className()).isEqualTo("com.acme.Mine");
        assertThat(own("--config", file("set: {name: deep, units: 8, sizes: [64, 32]}\n"))
                        .config())
                .isEqualTo(Config.of("name", "deep", "units", 8, "sizes", List.of(64, 32)));
    }

    private TrainSettings own(String... options) {
        TrainSettings settings =
                typed.train(Stream.concat(Stream.of("train", "com.acme.Mine", "--data", "d"), Stream.of(options)));
        assertThat(settings.output()).matches("runs/mine-\\d+");
        return settings;
    }

    @Test
    void jars_areAddedToSparksOwn() {
        assertThat(typed.settings("--jar", "/a/b.jar,/a/c.jar", "--conf", "spark.jars=/d.jar", "--jar", "/e.jar")
                        .machines()
                        .conf())
                .containsEntry("spark.jars", "/d.jar,file:///a/b.jar,file:///a/c.jar,file:///e.jar");
    }

    @Test
    void confValueWithCommas_isOneSetting() {
        assertThat(typed.settings("--conf", "spark.executorEnv.X=a=1,b=2")
                        .machines()
                        .conf())
                .containsOnly(Map.entry("spark.executorEnv.X", "a=1,b=2"));
    }

    @Test
    void command_isRecordedWithoutSparkSettings() {
        assertThat(typed.settings("--conf", "spark.hadoop.fs.s3a.secret.key=abc", "--hidden", "8,4")
                        .command())
                .isEqualTo("train classifier --data d --output o --hidden 8,4");
        assertThat(typed.settings("--conf", "spark.hadoop.a=b").data().hadoop()).containsEntry("a", "b");
    }

    @Test
    void command_canBeRunAgain() {
        String jar = "a.jar";
        TrainSettings settings = own(
                "--set",
                "features=64",
                "--overwrite",
                "--set",
                "rate=1e-3,name=two words",
                "--check=false",
                "--jar",
                jar + "," + jar,
                "--jar",
                jar);
        assertThat(settings.command())
                .isEqualTo("train com.acme.Mine --data d --set features=64 --set 'rate=1e-3,name=two words'"
                        + " --overwrite true --check false --jar " + jar + "," + jar + " --jar " + jar);
        String[] again = settings.command()
                .replace("'rate=1e-3,name=two words'", "rate=1e-3,name=two_words")
                .split(" ");
        TrainSettings typed = own(Arrays.copyOfRange(again, 4, again.length));
        assertThat(typed.config()).isEqualTo(settings.config().with("name", "two_words"));
        assertThat(typed.existing()).isEqualTo(settings.existing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "train classifier --epoch 3; Invalid option: --epoch (did you mean --epochs?)",
                "train classifier --data d --epochs -3; Invalid epochs: -3 (at least 1)",
                "train classifier --epochs x; Invalid --epochs: x (must be a whole number)",
                "train classifier --step-timeout soon; Invalid --step-timeout: soon (a time of at least 1s, such as"
                        + " 90s, 10min or 2h)",
                "train classifier --executor-timeout 0; Invalid --executor-timeout: 0 (a time of at least 1s, such as"
                        + " 90s, 10min or 2h)",
                "train classifier --learning-rate fast; Invalid --learning-rate: fast (must be a number)",
                "train clasifier; Invalid program: clasifier (did you mean classifier?)",
                "train unheard-of; Invalid program: unheard-of (one of classifier, cnn, gan, wgan-gp, or the class of"
                        + " your own program, such as com.acme.MyProgram)",
                "train com.acme.Mine --data d --hidden 8; Invalid option: --hidden (only for built-in programs: use"
                        + " --set hidden=VALUE for com.acme.Mine)",
                "train com.acme.Mine --data d --conf spark.kindling.learning-rate=1; Invalid option: --learning-rate"
                        + " (only for built-in programs: use --set learning_rate=VALUE for com.acme.Mine)",
                "train classifier --data d --set units=8; Invalid --set: units (only for your own programs: classifier"
                        + " has options instead, see --help)",
                "train com.acme.Mine --jar nowhere.jar --data d; Invalid --jar: nowhere.jar (there is no such file)",
                "train com.acme.Mine --jar pom.xml --data d; Invalid --jar: pom.xml (not a jar: zip END header not"
                        + " found)",
                "trian classifier; Invalid command: trian (did you mean train?)",
                "train; Cannot run train: missing PROGRAM.",
                "train classifier --epochs; Invalid --epochs: it needs a value (--epochs N)",
                "train classifier --epochs --shards 2; Invalid --epochs: it needs a value (--epochs N)",
                "predict --output o --model; Invalid --model: it needs a value (--model DIR)",
                "predict --output o; Cannot run predict: missing --model.",
                "help trian; Invalid command: trian (did you mean train?)",
                "help nonsense; Invalid command: nonsense (one of train, evaluate, predict, generate, summary, doctor,"
                        + " bench, help, data)",
                "train classifier --beta-1 0.5; Invalid option: --beta-1 (sgd has no such setting)",
                "train wgan-gp --beta-1 0.5; Invalid option: --beta-1 (wgan-gp has no such setting)",
                "train gan --beta-1 1; Invalid beta_1: 1.0 (0 to below 1)",
                "train classifier --optimizer adm; Invalid optimizer: adm (did you mean adam?)",
                "train classifier --shuffle some; Invalid shuffle: some (none, full, or a buffer size of 1 or more"
                        + " rows)",
                "train classifier --config nowhere.yaml; Cannot read config file nowhere.yaml: there is no such file.",
                "train classifier --epochs 3 --epochs 4; Invalid --epochs: given twice (at most once)",
                "train classifier --conf foo; Invalid --conf: ... (NAME=VALUE)",
                "train classifier --conf spark.hadoop.fs.s3a.secret.key:hush; Invalid --conf:"
                        + " spark.hadoop.fs.s3a.secret.key... (NAME=VALUE)",
                "train classifier --conf spark.hadoop.fs.s3a.secret.key= hush; Invalid --conf: more than one word"
                        + " (NAME=VALUE, quoted if it has spaces)",
                "train classifier --conf=spark.a=b c hush; Invalid --conf: more than one word (NAME=VALUE, quoted if it"
                        + " has spaces)",
                "train classifier --dropout -1; Invalid dropout: -1.0 (at least 0, below 1)",
                "train classifier --hidden=; Invalid hidden: '' (comma-separated units of each layer, such as 64,64,"
                        + " or none)",
                "train classifier --hidden 8,0; Invalid hidden: '8,0' (comma-separated units of each layer, such as"
                        + " 64,64, or none)",
                "bench mlp --data d --shards 0; Invalid shards: 0 (at least 1)",
                "train classifier --strategy allredoce; Invalid --strategy: allredoce (did you mean allreduce?)",
                "evaluate --model m --split tst; Invalid --split: tst (did you mean test?)",
                "train classifier --data d --conf spark.master=local[2]; Invalid --conf: spark.master (use --master"
                        + " 'local[2]')",
                "train classifier --data d --master spark://h1; Invalid master: spark://h1 (spark://HOST:PORT, or"
                        + " spark://HOST:PORT,HOST:PORT,...)",
                "train classifier --data a:b; Invalid path: 'a:b' (Hadoop takes no colon in the name of a file:"
                        + " rename it)",
                "train classifier --data nowhere --dropout NaN; Invalid dropout: NaN (at least 0, below 1)",
                "train classifier --data nowhere --dropout -0.1; Invalid dropout: -0.1 (at least 0, below 1)",
                "train classifier --data nowhere --learning-rate NaN; Invalid learning rate: NaN (finite and >= 0)",
                "doctor --master yarn; Invalid master: yarn (the Spark on this class path has no module for it: run"
                        + " this with the spark-submit of one that has)",
                "train classifier --seed text; Invalid --seed: text (must be a whole number)",
                "train classifier --batch-size 6.4; Invalid --batch-size: 6.4 (must be a whole number)",
                "train classifier --epochs 9999999999; Invalid --epochs: 9999999999 (must be a whole number, and this one is"
                        + " too large)",
                "train classifier --dropout half; Invalid --dropout: half (must be a number)",
                "train classifier --rescale=maybe; Invalid --rescale: maybe (must be true or false)",
                "train classifier --data nowhere --batch-size 0; Invalid batch-size: 0 (at least 1)",
                "train classifier --data nowhere --shards 0; Invalid shards: 0 (at least 1)",
                "train classifier --data nowhere --shards 2147483647; Invalid shards: 2147483647 (at most batch-size,"
                        + " which is 64: further shards would have no rows)",
                "train classifier --data nowhere --batch-size 2; Invalid shards: 4 (at most batch-size, which is 2:"
                        + " further shards would have no rows)",
                "train classifier --data nowhere --activation rilu; Invalid activation: 'rilu' (did you mean 'relu'?"
                        + " one of elu, exponential, gelu, hard_sigmoid, leaky_relu, linear, mish, relu, selu,"
                        + " sigmoid, softmax, softplus, softsign, swish, tanh)",
                "train classifier --data nowhere --validation 1.5; Invalid validation: 1.5 (a number of rows, 0 or"
                        + " more, or a fraction from 0.0 to below 1.0)",
                "train classifier --config .; Cannot read config file .: Is a directory.",
                "predict --model m --output o --strategy broadcast; Invalid option: --strategy (unknown)",
                "summary --model m --hidden 8; Invalid option: --hidden (not allowed with --model: the folder defines"
                        + " how its models are built)",
                "summary; Cannot summarize: give either a program or --model DIR."
            })
    void badCommandLine_exitsWithTwoAndOneMessage(String line, String message) {
        int code = typed.run(line.split(" "));

        assertThat(typed.error().lines().findFirst()).contains("kindling: " + message);
        assertThat(code).isEqualTo(2);
    }

    @Test
    void lineWithoutACommand_isAnswered_withTheListOfCommands() {
        assertThat(typed.run()).isEqualTo(2);
        assertThat(typed.error())
                .startsWith("kindling: Cannot run: no command given.\n\nUsage: kindling ")
                .contains("\nCommands:\n  train ")
                .containsPattern("\n  data +Make a table of random rows\\.\n");

        CommandLineFixture data = new CommandLineFixture();
        assertThat(data.run("data")).isEqualTo(2);
        assertThat(data.error())
                .startsWith("kindling: Cannot run: no command given.\n\nUsage: kindling data ")
                .contains("\nCommands:\n  synth ");
    }

    @Test
    void stackTrace_isPrintedOnlyWithVerbose() {
        String[] command = {
            "train", "classifier", "--data", folder.resolve("nowhere").toString(), "--output", "o"
        };
        assertThat(typed.run(command)).isEqualTo(3);
        assertThat(typed.error()).hasLineCount(1);

        String[] verbose =
                Stream.concat(Stream.of(command), Stream.of("--verbose")).toArray(String[]::new);
        assertThat(typed.run(verbose)).isEqualTo(3);
        assertThat(typed.error()).contains("DataException: Cannot read data in ", "\tat io.kindling");
    }

    @Test
    void help_showsTheDefaultsOfTheCode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console printing = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                typed.console().err(),
                Terminal.NONE);
        assertThat(new KindlingCommand(printing).run("train", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains(
                        "--batch-size N",
                        "(default: 64)",
                        both("hidden", Classifier.DEFAULTS, ConvolutionalClassifier.DEFAULTS),
                        both(
                                "kind",
                                Classifier.DEFAULTS.config("optimizer"),
                                ConvolutionalClassifier.DEFAULTS.config("optimizer")),
                        both("rescale", Classifier.DEFAULTS, ConvolutionalClassifier.DEFAULTS),
                        "(default: " + Classifier.SHUFFLE + ", as in the guide; ")
                .doesNotContain("DEFAULT-VALUE", "<");
        assertThat(List.of(typed.error())).containsExactly("");
    }

    /** Returns a setting's default for each classifier, as in the help text. */
    private static String both(String name, Config classifier, Config cnn) {
        return "(default: " + textOf(classifier, name) + "; " + textOf(cnn, name) + " for cnn)";
    }

    private static String textOf(Config config, String name) {
        return config.asMap().get(name).toString().toLowerCase(Locale.ROOT).replaceAll("[\\[\\] ]", "");
    }

    @Test
    void timeouts_areInSecondsOrHaveAUnit_fromEverySource() {
        MachineSettings.Limits limits = typed.settings(
                        "--step-timeout", "90", "--conf", "spark.kindling.executor-timeout=2h")
                .machines()
                .limits();
        assertThat(limits).isEqualTo(new MachineSettings.Limits(Duration.ofSeconds(90), Duration.ofHours(2)));
        assertThat(typed.settings("--step-timeout", "10min").machines().limits())
                .isEqualTo(MachineSettings.Limits.DEFAULT);
    }
}
