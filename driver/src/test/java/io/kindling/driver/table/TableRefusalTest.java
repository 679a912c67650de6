package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.internal.MissingColumn;
import io.kindling.io.MissingFileSystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invalid tables are rejected with a message that says where the error is.
 *
 * @see TableCheck
 * @see MissingColumn
 */
class TableRefusalTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    private void assertRejected(Table table, String message) {
        assertThatThrownBy(table::check).isInstanceOf(DataException.class).hasMessage(message);
    }

    private Table csv(String name, String... lines) throws IOException {
        Path path = folder.resolve("csv");
        Files.createDirectories(path);
        Files.write(path.resolve(name), List.of(lines));
        return Table.read(SESSION.get(), TableFormat.CSV, path.toString());
    }

    private String file(String name) {
        return folder.resolve("csv").resolve(name).toString();
    }

    @Test
    void missingColumn_listsTheExistingOnes() throws IOException {
        assertRejected(
                csv("a.csv", "height,width,kind", "1,2,oak").features("hieght").label("kind"),
                "Cannot find column 'hieght' for features in " + folder.resolve("csv")
                        + ": it has height, width, kind. Did you mean height?");
    }

    @Test
    void textAmongNumbers_isReportedWithFileAndRow() throws IOException {
        csv("a.csv", "x,kind", "1,oak", "2,oak");
        assertRejected(
                csv("b.csv", "x,kind", "3,oak", "wide,oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("b.csv") + ": 'wide' (features are numbers)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1f", "1D", "0x1p3", "0X1P3", "-0X1.8P0"})
    void numbersInJavasNotation_areRejected(String number) throws IOException {
        assertRejected(
                csv("a.csv", "x,kind", "1,oak", number + ",oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv") + ": '" + number + "' (features are numbers)");
    }

    /** Predictions of a CSV table have its values as they stand there, as texts: another model may take them as features. */
    @Test
    void stringColumn_isAFeatureIfItsTextsAreNumbers() {
        Dataset<Row> table = SESSION.get().sql("select '1.5' x, 'oak' kind, 0 number");
        assertThat((float[]) Table.of(table)
                        .features("x")
                        .label("number")
                        .examples()
                        .features()
                        .values())
                .containsExactly(1.5f);
        assertRejected(
                Table.of(table).features("kind").label("number"),
                "Invalid feature 'kind' in row 0 of partition 0 of the table: 'oak' (features are numbers)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Infinity", "1e300"})
    void numbersThatAreNotFinite_areRejected(String number) throws IOException {
        assertRejected(
                csv("a.csv", "x,kind", "1,oak", number + ",oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv") + ": " + Double.valueOf(number)
                        + " (features are finite in float32)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NA", "n/a", "NULL", "nan", "None"})
    void textForANull_isReportedWithTheOptionsForIt(String text) throws IOException {
        assertRejected(
                csv("a.csv", "x,kind", "1,oak", text + ",oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv") + ": '" + text
                        + "' (features are numbers; if this stands for a null in CSV, set --null " + text
                        + ", and --nulls to drop, mean or zero)");
    }

    @Test
    void signForANull_isQuotedForTheShell_andNanIsANullRatherThanANumber() throws IOException {
        assertRejected(
                csv("a.csv", "x,kind", "1,oak", "?,oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv")
                        + ": '?' (features are numbers; if this stands for a null in CSV, set --null '?', and --nulls to"
                        + " drop, mean or zero)");
        assertRejected(
                csv("a.csv", "x,kind", "1,oak", "NaN,oak").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv")
                        + ": 'NaN' (features are finite in float32; if this stands for a null in CSV, set --null NaN, and"
                        + " --nulls to drop, mean or zero)");
    }

    @Test
    void arrayAsText_isReportedWithTheFormatsThatHoldArrays() throws IOException {
        assertRejected(
                csv("a.csv", "x,kind", "\"[0.92,0.03]\",oak", "1,oak").label("kind"),
                "Invalid feature 'x' in row 0 of " + file("a.csv")
                        + ": '[0.92,0.03]' (features are numbers; this is an array as text, which CSV cannot hold"
                        + " otherwise: write the table as parquet or json)");
    }

    @Test
    void textsAmongDefaultFeatures_areReportedWithTheColumnsOfNumbers() throws IOException {
        Table table = csv("a.csv", "id,x,y,kind", "P0,1,,oak", "P1,2,3,elm")
                .nulls(Nulls.ZERO)
                .label("kind");
        String first = "Invalid feature 'id' in row 0 of " + file("a.csv") + ": 'P0' (features are numbers)";
        assertRejected(
                table,
                first + ". All 2 rows are bad records, and this is the first. To use the columns with numbers only, set"
                        + " --features x,y.");
        assertRejected(
                table.badRecords(new BadRecords(BadRecords.Policy.DROP, BadRecords.Most.DEFAULT)),
                "Cannot use " + folder.resolve("csv") + ": 2 of 2 rows are bad records, more than --max-bad-records 0.1"
                        + " allows. The first: " + first
                        + ". To use the columns with numbers only, set --features x,y.");
        List<String> many = IntStream.range(0, 14).mapToObj(i -> "x" + i).toList();
        assertRejected(
                csv("a.csv", "id," + String.join(",", many), "P0" + ",1".repeat(14))
                        .label("x13"),
                first + ". To use the columns with numbers only, set --features "
                        + String.join(",", many.subList(0, 12)) + ",....");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {";!;", "|!|", "'\t'!\\t"})
    void otherDelimiter_isReportedWithItsOption(String delimiter, String typed) throws IOException {
        String names = String.join(delimiter, "id", "bill length", "kind");
        assertRejected(
                csv("a.csv", names, String.join(delimiter, "1", "2", "oak")).label("kind"),
                "Cannot find column 'kind' for label in " + folder.resolve("csv") + ": it has " + names
                        + ". Its only column has '" + typed
                        + "' in its name: if that is between values, set --delimiter '"
                        + typed + "'.");
    }

    @Test
    void rowInPlaceOfAHeader_isReportedWithTheOptionsForIt() throws IOException {
        assertRejected(
                csv("a.csv", "35.7,17.2,193,oak", "36.7,19.3,193,elm").label("kind"),
                "Cannot find column 'kind' for label in " + folder.resolve("csv")
                        + ": it has 35.7, 17.2, 193, oak. Most of"
                        + " these names are numbers: if the first line is a row, set --no-header, and --columns to the"
                        + " names.");
    }

    @Test
    void nulls_areRejected() throws IOException {
        Table table = csv("a.csv", "x,y,kind", "1,2,oak", ",2,oak", "3,4,", "5,,ash");
        assertRejected(
                table.features("x").label("kind"),
                "Invalid feature 'x' in row 1 of " + file("a.csv")
                        + ": null (a value is required: set --nulls to drop, mean or zero). 2 of 4 rows are bad"
                        + " records, and this is the first. To go on without them, set --bad-records to drop or"
                        + " quarantine.");
        assertRejected(
                table.features("y").label("kind"),
                "Invalid label 'kind' in row 2 of " + file("a.csv")
                        + ": null (a value is required). 2 of 4 rows are bad"
                        + " records, and this is the first. To go on without them, set --bad-records to drop or"
                        + " quarantine.");
        assertRejected(
                table.features("y").weight("x"),
                "Invalid weight 'x' in row 1 of " + file("a.csv")
                        + ": null (weights are finite and 0 or more). 2 of 4 rows"
                        + " are bad records, and this is the first. To go on without them, set --bad-records to drop or"
                        + " quarantine.");
    }

    @Test
    void shortLine_isNotFilledWithNulls() throws IOException {
        assertRejected(
                csv("a.csv", "x,y,kind", "1,2,oak", "3,oak").features("x").label("y"),
                "Invalid row in row 1 of " + file("a.csv") + ": '3,oak' (it is malformed)");
    }

    @Test
    void malformedJson_isReportedWithItsRow() throws IOException {
        Path path = folder.resolve("rows.json");
        Files.write(path, List.of("{\"x\":1,\"k\":0}", "{\"x\":2,", "{\"x\":3,\"k\":1}"));
        assertRejected(
                Table.read(SESSION.get(), TableFormat.JSON, path.toString())
                        .features("x")
                        .label("k"),
                "Invalid row in row 1 of " + path + ": '{\"x\":2,' (it is malformed)");
    }

    @Test
    void arraysOfDifferentLengths_areRejected() throws IOException {
        Path path = folder.resolve("rows.json");
        Files.write(path, List.of("{\"x\":[1,2],\"k\":0}", "{\"x\":[1,2],\"k\":0}", "{\"x\":[1],\"k\":0}"));
        assertRejected(
                Table.read(SESSION.get(), TableFormat.JSON, path.toString()).label("k"),
                "Invalid feature 'x' in row 2 of " + path + ": 1 numbers (earlier rows have 2)");
    }

    @Test
    void allJsonTypes_areInferred() throws IOException {
        Path path = Files.writeString(
                folder.resolve("rows.json"),
                "{\"a\":[[1],[2]],\"b\":{\"c\":1.5,\"d\":null},\"e\":true,\"f\":123456789012345678901234567890,\"g\":\"x\","
                        + "\"h\":[{\"i\":1}],\"x\":2,\"k\":0}\n");
        Table table = Table.read(SESSION.get(), TableFormat.JSON, path.toString());
        assertThat(table.features("x", "f").label("k").check().count()).isEqualTo(1);
        assertRejected(
                table.features("h"),
                "Invalid feature 'h' of " + path
                        + ": a column of type array<struct<i:bigint>> (features are numbers, booleans, arrays"
                        + " of them or vectors)");
    }

    @Test
    void filesWithArraysOfDifferentLengths_areRejected() throws IOException {
        Path path = Files.createDirectory(folder.resolve("json"));
        Files.write(path.resolve("a.json"), List.of("{\"x\":[1,2],\"k\":0}", "{\"x\":[1,2],\"k\":0}"));
        Files.write(path.resolve("b.json"), List.of("{\"x\":[1],\"k\":0}"));
        assertRejected(
                Table.read(SESSION.get(), TableFormat.JSON, path.toString()).label("k"),
                "Invalid feature 'x' in row 0 of " + path.resolve("b.json") + ": 1 numbers (earlier rows have 2)");
    }

    @Test
    void widthThatDiffersFromTheModel_isRejected() throws IOException {
        assertRejected(
                csv("a.csv", "x,y,kind", "1,2,oak").label("kind").shape(3),
                "Invalid features of " + folder.resolve("csv") + ": 2 columns (expected 3 numbers per row)");
        Path path = Files.writeString(folder.resolve("rows.json"), "{\"x\":[1,2],\"k\":0}\n");
        assertRejected(
                Table.read(SESSION.get(), TableFormat.JSON, path.toString())
                        .label("k")
                        .shape(3),
                "Invalid features in row 0 of " + path + ": 2 numbers (expected 3)");
    }

    @Test
    void unseenLabel_isRejected() throws IOException {
        Table table = csv("a.csv", "x,kind", "1,oak", "1,elm").label("kind");
        assertRejected(
                table.labelsAre(new Labels.Names(List.of("ash", "oak"))),
                "Invalid label 'kind' in row 1 of " + file("a.csv") + ": 'elm' (classes are ash, oak)");
    }

    @Test
    void numberOfClasses_mustBeTheNumberOfClassNames() throws IOException {
        Table table = csv("a.csv", "x,kind", "1,oak", "2,elm").label("kind");
        assertThat(table.classes(2).check().schema().classes()).isEqualTo(2);
        assertThatThrownBy(table.classes(3)::check)
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid classes: 3 (label 'kind' of " + folder.resolve("csv")
                        + " has 2 class names: omit the number of classes)");
    }

    @Test
    void numberOfClasses_isRejectedForNumbersToPredict() throws IOException {
        Table table = csv("a.csv", "x,price", "1,0.5", "2,1.5").label("price");
        assertThatThrownBy(table.classes(3)::check)
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid classes: 3 (label 'price' of " + folder.resolve("csv")
                        + " has numbers to predict, not classes, as 0.5 in row 0 of " + folder.resolve("csv/a.csv")
                        + ": omit the number of classes)");
    }

    @Test
    void classNumbers_areNotNegative() throws IOException {
        assertRejected(
                csv("a.csv", "x,k", "1,0", "1,-1").label("k"),
                "Invalid label 'k' in row 1 of " + file("a.csv") + ": a negative number (class numbers are 0 or more)");
    }

    @Test
    void filesThatAreNotTables_areRejected() throws IOException {
        Path path = Files.writeString(folder.resolve("a.parquet"), "no table at all, but long enough to look at");
        assertThatThrownBy(() -> Table.read(SESSION.get(), TableFormat.PARQUET, path.toString()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + path + ": it is damaged, or not in the table's format. Remove it from "
                        + path + ", or set --format.");
    }

    @ParameterizedTest
    @EnumSource
    void fileOfAnotherFormat_isNamed(TableFormat format) throws IOException {
        Path table = folder.resolve("table");
        SESSION.get()
                .createDataFrame(TableFixture.rows(0, 8), TableFixture.SCHEMA)
                .coalesce(1)
                .write()
                .format(format.toString())
                .option("header", "true")
                .save(table.toString());
        Path notes = Files.writeString(table.resolve("zz-notes.txt"), "Notes, that are no table\nat all.\n");
        assertThatThrownBy(() -> Table.read(SESSION.get(), format, table.toString())
                        .features("id")
                        .label("kind")
                        .check())
                .isInstanceOf(DataException.class)
                .hasMessageMatching("(Cannot read |Invalid row in row 0 of )" + Pattern.quote(notes.toString())
                        + "( as part of the table: its header line is 'Notes, .*|: it is damaged, or not in the .*"
                        + "|: 'Notes, .* \\(it is malformed\\).*)");
    }

    /** Spark would read it as two rows, with the labels {@code a} and {@code b"}. */
    @Test
    void valueOfTwoLines_isRejected_notReadAsTwoRows() throws IOException {
        String remedy =
                " (the last value's quote is not closed; values cannot span lines: remove line breaks from values, or"
                        + " store the table as Parquet or JSON lines)";
        assertThatThrownBy(() -> csv("a.csv", "x,kind", "1,oak", "", "2,\"ash", "3,b\""))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid row in row 1 of " + file("a.csv") + ": '2,\"ash'" + remedy);
        assertThatThrownBy(() -> csv("a.csv", "x,\"kind", "of tree\"", "1,oak"))
                .hasMessage("Invalid header line of " + file("a.csv") + ": 'x,\"kind'" + remedy);
    }

    @Test
    void valueOfTwoLines_isReportedWithItsRowAcrossSplits() throws IOException {
        SESSION.get().conf().set("spark.sql.files.maxPartitionBytes", "16");
        SESSION.get().conf().set("spark.sql.files.openCostInBytes", "1");
        try {
            assertThatThrownBy(() -> csv(
                            "a.csv", "x,kind", "11,\"oak, old\"", "12,\"oak\"\"s\"", "13,oak", "14,\"ash", "15,b\""))
                    .hasMessageStartingWith("Invalid row in row 3 of " + file("a.csv") + ": '14,\"ash' (");
        } finally {
            SESSION.get().conf().unset("spark.sql.files.maxPartitionBytes");
            SESSION.get().conf().unset("spark.sql.files.openCostInBytes");
        }
    }

    @Test
    void filesWithDifferentColumns_areRejected() throws IOException {
        csv("a.csv", "x,kind", "1,oak");
        assertThatThrownBy(() -> csv("b.csv", "kind,x", "oak,1"))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + file("b.csv")
                        + " as part of the table: its header line is 'kind,x', but that of " + file("a.csv")
                        + " is 'x,kind'. All files of a table must have the same header line.");
    }

    @Test
    void jsonWithoutObjects_isRejected() throws IOException {
        Path path = Files.writeString(folder.resolve("rows.json"), "a line\n");
        assertThatThrownBy(() -> Table.read(SESSION.get(), TableFormat.JSON, path.toString()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + path + ": none of its lines is a JSON object.");
    }

    @ParameterizedTest
    @EnumSource
    void emptyFolder_isRejected(TableFormat format) throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() ->
                        Table.read(SESSION.get(), format, empty.toString()).check())
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot read " + empty + ": it holds no rows of a table. Files in subfolders are not read, and"
                                + " neither are files whose names begin with _ or a dot.");
    }

    @Test
    void missingFileSystem_isNamedWithItsArtifact() {
        for (TableFormat format : TableFormat.values()) {
            assertThatThrownBy(() -> Table.read(SESSION.get(), format, "s3a://bucket/t"))
                    .isInstanceOf(MissingFileSystemException.class)
                    .hasMessageStartingWith(
                            "Cannot use s3a://bucket/t: the class path has no file system for s3a://. Add"
                                    + " org.apache.hadoop:hadoop-aws:");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"CSV", "JSON"})
    void colonInTheNameOfAFile_isReadOrRefused(TableFormat format) throws IOException {
        String name = "12:30." + format;
        String text = format == TableFormat.CSV ? "w,k\n3,0\n4,1\n" : "{\"w\":3,\"k\":0}\n{\"w\":4,\"k\":1}\n";
        Path file =
                Files.writeString(Files.createDirectory(folder.resolve("times")).resolve(name), text);
        for (String path : List.of(file.toString(), file.getParent().toString(), name)) {
            try {
                assertThat(Table.read(SESSION.get(), format, path)
                                .label("k")
                                .check()
                                .count())
                        .isEqualTo(2);
            } catch (DataException refused) {
                assertThat(refused)
                        .hasMessage("Cannot read " + path + ": Hadoop takes no colon in the name of a file: rename '"
                                + name + "'.");
            }
        }
    }

    @Test
    void missingPath_isRejected() {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Table.read(SESSION.get(), TableFormat.PARQUET, nowhere.toString()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + nowhere + ": there is no such file or folder.");
    }

    @Test
    void misspelledPath_suggestsTheSimilarName() throws IOException {
        csv("penguins.csv", "x,kind", "1,oak");
        String misspelled = file("pengiuns.csv");
        assertThatThrownBy(() -> Table.read(SESSION.get(), TableFormat.CSV, misspelled))
                .hasMessageStartingWith(
                        "Cannot read " + misspelled + ": there is no such file or folder. Did you mean ")
                .hasMessageEndingWith("penguins.csv?");
    }
}
