package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The form of the sources: small files and packages, short lines, imports, and options that name classes that exist. */
class SourcesTest {
    private static final Map<String, String> JAVA = javaFiles();

    private static final Pattern QUALIFIED =
            Pattern.compile("(?<![\\w.])((?:io\\.kindling|java\\.\\w+)(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*)");
    /** Everything that may name a class without being code: comments, text blocks, strings, imports, the package. */
    private static final Pattern NOT_CODE = Pattern.compile(
            "(?s)/\\*.*?\\*/|\"\"\".*?\"\"\"|(?-s)//.*|\"(?:[^\"\\\\\n]|\\\\.)*\"|(?m:^(?:import|package) .*$)");

    /** Packages that may have more types, each with its reason. */
    private static final Map<String, String> LARGE_PACKAGES =
            Map.of("io.kindling.nn.layer", "one class a layer, named as in Keras");

    /** Simple names that two classes of main share, because users know both by that name. */
    private static final Set<String> SHARED_NAMES = Set.of(
            "Constant", // Keras' initializer, and a schedule
            "MeanAbsoluteError", // Keras' loss and metric
            "MeanSquaredError"); // Keras' loss and metric

    private static final Pattern COMPILE_COMMAND =
            Pattern.compile("-XX:CompileCommand=dontinline,([\\w.]+)(\\*?)::(\\w*)(\\*?)");

    private static Map<String, String> javaFiles() {
        return Repository.textFiles().entrySet().stream()
                .filter(file -> file.getKey().endsWith(".java"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, same) -> one, TreeMap::new));
    }

    private static boolean isMain(String path) {
        return path.matches("(common|worker|driver)/src/main/java/.*") && !path.endsWith("package-info.java");
    }

    @Test
    void noMainFile_isLongerThanSevenScreens() {
        assertThat(JAVA.entrySet())
                .filteredOn(file -> isMain(file.getKey()))
                .filteredOn(file -> file.getValue().lines().count() > 350)
                .extracting(Map.Entry::getKey)
                .as("main files above 350 lines: one concept per file")
                .isEmpty();
    }

    @Test
    void medianMainFile_isOneOrTwoScreens() {
        List<Long> lengths = JAVA.entrySet().stream()
                .filter(file -> isMain(file.getKey()))
                .map(file -> file.getValue().lines().count())
                .sorted()
                .toList();

        assertThat(lengths).as("main files that were found").hasSizeGreaterThan(400);
        assertThat(lengths.get(lengths.size() / 2))
                .as("the median of the lengths of main files")
                .isLessThan(80);
    }

    @Test
    void noLine_isLongerThan130Columns() {
        List<String> longLines = new ArrayList<>();
        JAVA.forEach((path, text) -> text.lines()
                .filter(line -> line.codePointCount(0, line.length()) > 130)
                .forEach(line -> longLines.add(path + ": " + line.strip())));

        assertThat(longLines)
                .as("lines above 130 columns, which the formatter does not break")
                .isEmpty();
    }

    @Test
    void noClass_isQualifiedWhereAnImportWouldDo() {
        List<String> names = new ArrayList<>();
        JAVA.forEach((path, text) -> QUALIFIED
                .matcher(NOT_CODE.matcher(text).replaceAll(""))
                .results()
                .filter(Predicate.not(name -> importsAnother(text, name)))
                .forEach(name -> names.add(path + ": " + name.group())));

        assertThat(names).as("qualified names of classes that can be imported").isEmpty();
    }

    /** Whether the file imports another class of the same simple name. */
    private static boolean importsAnother(String text, MatchResult name) {
        return Pattern.compile("^import (?!static )(.*)\\." + name.group(2) + ";$", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .anyMatch(imported -> !imported.group(1).equals(name.group(1)));
    }

    @Test
    void packages_haveAtMost35Types() {
        Map<String, Long> types = JAVA.keySet().stream()
                .filter(SourcesTest::isMain)
                .map(SourcesTest::className)
                .collect(Collectors.groupingBy(
                        name -> name.substring(0, name.lastIndexOf('.')), TreeMap::new, Collectors.counting()));

        assertThat(types).containsKeys(LARGE_PACKAGES.keySet().toArray(String[]::new));
        assertThat(types.entrySet())
                .filteredOn(count -> count.getValue() > 35)
                .extracting(Map.Entry::getKey)
                .as("packages of main with more than 35 types: divide them, or list them here with the reason")
                .containsExactlyInAnyOrderElementsOf(LARGE_PACKAGES.keySet());
    }

    @Test
    void mainClasses_shareNoSimpleName() {
        Map<String, Long> names = JAVA.keySet().stream()
                .filter(SourcesTest::isMain)
                .collect(Collectors.groupingBy(SourcesTest::simpleName, Collectors.counting()));

        assertThat(names.entrySet())
                .filteredOn(name -> name.getValue() > 1)
                .extracting(Map.Entry::getKey)
                .as("simple names of several classes of main: one word for one idea")
                .containsExactlyInAnyOrderElementsOf(SHARED_NAMES);
    }

    @Test
    void tests_areNamedAfterTheirClass_orSayWhichTheyTest() {
        Set<String> classes = JAVA.keySet().stream()
                .filter(SourcesTest::isMain)
                .map(SourcesTest::simpleName)
                .collect(Collectors.toSet());

        assertThat(JAVA.entrySet())
                .filteredOn(file -> file.getKey().matches("(common|worker|driver)/src/test/.*Test\\.java"))
                .filteredOn(file -> !classes.contains(simpleName(file.getKey()).replaceAll("Test$", "")))
                .filteredOn(file -> !file.getValue().contains(" @see "))
                .extracting(Map.Entry::getKey)
                .as("tests that neither have the name of a class, with Test, nor name classes with @see")
                .isEmpty();
    }

    private static String simpleName(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    }

    @Test
    void microBenchmarks_haveTheirPlaceAndSuffix() {
        assertThat(JAVA.entrySet())
                .filteredOn(file -> file.getValue().contains("\nimport org.openjdk.jmh.annotations.Benchmark;"))
                .isNotEmpty()
                .extracting(Map.Entry::getKey)
                .allMatch(path -> path.matches("\\w+/src/test/java/io/kindling/bench/\\w+Bench\\.java"));
    }

    private static String className(String path) {
        return path.replaceAll(".*/src/main/java/|\\.java$", "").replace('/', '.');
    }

    @Test
    void compileCommands_nameMethodsThatExist() {
        List<MatchResult> commands = Repository.textFiles()
                .get("deploy/src/main/folder/java.options")
                .lines()
                .filter(line -> line.contains("CompileCommand=dontinline"))
                .map(line -> {
                    var command = COMPILE_COMMAND.matcher(line);
                    assertThat(command.matches()).as(line).isTrue();
                    return command.toMatchResult();
                })
                .toList();

        assertThat(commands)
                .isNotEmpty()
                .allSatisfy(command -> assertThat(JAVA.entrySet())
                        .as("classes that %s names: the JVM ignores a name that does not exist", command.group())
                        .anyMatch(file -> isMain(file.getKey())
                                && matches(className(file.getKey()), command.group(1), command.group(2))
                                && Pattern.compile(" " + command.group(3)
                                                + (command.group(4).isEmpty() ? "" : "\\w*") + "\\(")
                                        .matcher(file.getValue())
                                        .find()));
    }

    private static boolean matches(String name, String pattern, String star) {
        return star.isEmpty() ? name.equals(pattern) : name.startsWith(pattern);
    }
}
