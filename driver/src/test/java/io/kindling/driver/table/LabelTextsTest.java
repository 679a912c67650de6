package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Labels that are texts: class numbers, class names, or numbers to predict.
 *
 * @see LabelCheck
 */
class LabelTextsTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    /** Returns a CSV table of two files with these labels. */
    private Table csv(List<String> first, List<String> second) throws IOException {
        Path path = Files.createDirectories(folder.resolve("csv"));
        write(path.resolve("a.csv"), first);
        write(path.resolve("b.csv"), second);
        return Table.read(SESSION.get(), TableFormat.CSV, path.toString()).label("k");
    }

    private static void write(Path file, List<String> labels) throws IOException {
        StringBuilder text = new StringBuilder("w,k\n");
        labels.forEach(label -> text.append("0.5,").append(label).append('\n'));
        Files.writeString(file, text);
    }

    private Table json(String... labels) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String label : labels) {
            text.append("{\"w\":0.5,\"k\":").append(label).append("}\n");
        }
        Path file = Files.writeString(folder.resolve("rows.json"), text);
        return Table.read(SESSION.get(), TableFormat.JSON, file.toString()).label("k");
    }

    private static void assertRejected(Table table, String message) {
        assertThatThrownBy(table::check).isInstanceOf(DataException.class).hasMessage(message);
    }

    private static final String REMEDY = ". Correct it, or set --label-names if all of them are names of classes.";

    @Test
    void spacesAroundClassNumbers_doNotMakeThemNames() throws IOException {
        Table table = csv(List.of(" 0", " 2"), List.of("1 ", "0"));
        assertThat(table.check().labels()).contains(new Labels.Numbers(3));
        assertThat((int[]) table.examples().labels().orElseThrow().values()).containsExactly(0, 2, 1, 0);
    }

    @Test
    void leadingZeros_makeNames() throws IOException {
        Table table = csv(List.of("02", "2"), List.of("002", "2"));
        assertThat(table.check().labels()).contains(new Labels.Names(List.of("002", "02", "2")));
        assertThat((int[]) table.examples().labels().orElseThrow().values()).containsExactly(1, 2, 0, 2);
    }

    @Test
    void wordAmongClassNumbers_isRejectedWithItsRow() throws IOException {
        assertRejected(
                csv(List.of("0", "1", "1"), List.of("0", "one", "1")),
                "Invalid label 'k' in row 1 of " + folder.resolve("csv/b.csv")
                        + ": 'one' (the other labels are whole numbers: class numbers and class names cannot be mixed)"
                        + REMEDY);
    }

    @Test
    void numberAmongClassNames_isRejectedWithItsRow() throws IOException {
        assertRejected(
                csv(List.of("oak", "ash", "3"), List.of("4", "ash", "oak")),
                "Invalid label 'k' in row 2 of " + folder.resolve("csv/a.csv")
                        + ": '3' (most labels are no whole numbers: class numbers and class names cannot be mixed)"
                        + REMEDY);
    }

    @Test
    void mixedJsonLabels_areRejected() throws IOException {
        assertRejected(
                json("0", "1", "\"unknown\"", "1"),
                "Invalid label 'k' in row 2 of " + folder.resolve("rows.json")
                        + ": 'unknown' (the other labels are whole numbers: class numbers and class names cannot be mixed)"
                        + REMEDY);
    }

    @Test
    void mixedLabels_areNamesIfSaidSo() throws IOException {
        Table table = csv(List.of("0", "one"), List.of("10", "2")).namedLabels();
        assertThat(table.check().labels()).contains(new Labels.Names(List.of("0", "10", "2", "one")));
        assertThat((int[]) table.examples().labels().orElseThrow().values()).containsExactly(0, 3, 1, 2);
        assertThat(json("7", "3", "7").namedLabels().check().labels()).contains(new Labels.Names(List.of("3", "7")));
    }

    /** A model of named numbers evaluates a table without being told again. */
    @Test
    void namedNumbers_areKnownFromTheModel() throws IOException {
        Labels known = new Labels.Names(List.of("3", "7"));
        assertThat((int[]) json("7", "3", "7")
                        .labelsAre(known)
                        .examples()
                        .labels()
                        .orElseThrow()
                        .values())
                .containsExactly(1, 0, 1);
    }

    @Test
    void namesThatDifferInSpacesOnly_areRejected() throws IOException {
        assertRejected(
                csv(List.of("oak", "ash"), List.of("ash", " oak")),
                "Invalid label 'k' in row 1 of " + folder.resolve("csv/b.csv")
                        + ": ' oak' (an earlier label is 'oak', which differs only in the spaces around it)" + REMEDY);
        assertThat(csv(List.of("oak", "ash"), List.of("ash", " oak"))
                        .namedLabels()
                        .check()
                        .labels())
                .contains(new Labels.Names(List.of(" oak", "ash", "oak")));
    }

    @Test
    void fraction_isNamedForProgramsOfClasses() throws IOException {
        CheckedTable table = csv(List.of("0", "1"), List.of("1", "0.5", "0.25")).check();
        assertThat(table.schema().classes()).isZero();
        assertThat(table.firstFraction())
                .contains("'0.5' in row 1 of " + folder.resolve("csv/b.csv")
                        + " is the first label that is no whole number.");
    }

    /** What Spark ML calls a label: 0.0, 1.0. */
    @Test
    void doublesThatAreEachNumberFromZero_areClassNumbers() throws IOException {
        assertThat((int[]) csv(List.of("0.0", "2.0"), List.of("1", "1.0"))
                        .examples()
                        .labels()
                        .orElseThrow()
                        .values())
                .containsExactly(0, 2, 1, 1);
        CheckedTable doubles = json("1.0", "0.0", "2.0", "1.0").check();
        assertThat(doubles.labels()).contains(new Labels.Numbers(3));
        assertThat(doubles.firstRows()).isEqualTo(Map.of(0, 1L, 1, 0L, 2, 2L));
    }

    @Test
    void doublesThatLeaveNumbersOut_areNumbersToPredict_unlessTheyAreSaidToBeClasses() throws IOException {
        for (String[] amounts : List.of(new String[] {"0.0", "3.0"}, new String[] {"-1.0", "0.0", "1.0"})) {
            CheckedTable table = json(amounts).check();
            assertThat(table.labels()).contains(new Labels.Targets());
            assertThat(table.firstFraction())
                    .contains(
                            "Labels such as 1.0 are classes if each number from 0 to the largest one is the label of a"
                                    + " row, or with --classes N.");
        }
        assertThat(json("0.0", "3.0").classes(4).check().labels()).contains(new Labels.Numbers(4));
        assertThatThrownBy(() -> json("0.0", "1.5", "1.0").classes(2).check())
                .hasMessage("Invalid classes: 2 (label 'k' of " + folder.resolve("rows.json")
                        + " has numbers to predict, not classes, as 1.5 in row 1 of " + folder.resolve("rows.json")
                        + ": omit the number of classes)");
        assertThatThrownBy(() ->
                        json("0.0", "1.5").labelsAre(new Labels.Numbers(2)).check())
                .hasMessage(
                        "Invalid label 'k' in row 1 of " + folder.resolve("rows.json") + ": 1.5 (classes are 0 to 1)");
    }

    @Test
    void booleans_areNamesOfClasses_asTheTextsOfCsvAre() throws IOException {
        Labels names = new Labels.Names(List.of("false", "true"));
        assertThat(json("true", "false").check().labels()).contains(names);
        assertThat(csv(List.of("true"), List.of("false")).check().labels()).contains(names);
        assertThat((int[]) json("true", "false", "true")
                        .examples()
                        .labels()
                        .orElseThrow()
                        .values())
                .containsExactly(1, 0, 1);
    }

    @Test
    void wholeNumbers_areNumbersToPredictIfSaidSo() throws IOException {
        CheckedTable table = json("7", "3").labelsAre(new Labels.Targets()).check();
        assertThat((float[]) table.read(0, 2).labels().orElseThrow().values()).containsExactly(7, 3);
    }

    @Test
    void firstRowsOfClasses_areKnownAcrossFiles() throws IOException {
        assertThat(csv(List.of("oak", "oak"), List.of("oak", "ash", "elm"))
                        .check()
                        .firstRows())
                .isEqualTo(Map.of(0, 3L, 1, 4L, 2, 0L));
        assertThat(csv(List.of("1", " 1"), List.of("2", "1", "0")).check().firstRows())
                .isEqualTo(Map.of(1, 0L, 2, 2L, 0, 4L));
        assertThat(json("2", "1", "2").check().firstRows()).isEqualTo(Map.of(2, 0L, 1, 1L));
    }
}
