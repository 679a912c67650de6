package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that Spark would read without an error as something else than they hold.
 *
 * @see io.kindling.driver.table.internal.LineFiles
 * @see io.kindling.driver.table.internal.FileTable
 */
class MisreadFilesTest {
    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static Table read(TableFormat format, Path path) {
        return Table.read(SESSION.get(), format, path.toString());
    }

    private static void assertRejected(TableFormat format, Path path, String message) {
        assertThatThrownBy(() -> read(format, path))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"w\":7,\"k\":1}{\"w\":8,\"k\":0} | text follows its object",
                "{\"w\":7,\"k\":1} {\"w\":8,\"k\":0} | text follows its object",
                "{\"w\":7,\"k\":1}, | text follows its object",
                "{\"w\":7,\"k\":1} nine | text follows its object",
                "{'w':7,'k':'}'} 1 | text follows its object",
                "[{\"w\":7,\"k\":1},{\"w\":8,\"k\":0}] | a list",
                "[] | a list"
            })
    void jsonLineOfMoreThanOneObject_isRejected(String line, String reason) throws IOException {
        Path file = write("rows.json", "{\"w\":5,\"k\":0}\n\n \t\n{\"w\":6,\"k\":{\"a\":\"}{\"}}\n" + line + "\n");
        assertRejected(
                TableFormat.JSON,
                file,
                "Invalid row in row 2 of " + file + ": '" + line + "' (" + reason + ": a line holds one object)");
    }

    @Test
    void textInAnotherEncoding_isRejected() throws IOException {
        Charset latin = StandardCharsets.ISO_8859_1;
        String remedy = " (its bytes are not UTF-8: convert the file, for example with iconv -t UTF-8)";
        Path rows = Files.writeString(folder.resolve("latin.csv"), "w,kind\n1,b\u00e4r\n2,b\u00f6r\n", latin);
        assertRejected(TableFormat.CSV, rows, "Invalid row in row 0 of " + rows + ": '1,b\ufffdr'" + remedy);
        Path header = Files.writeString(folder.resolve("header.csv"), "gr\u00f6\u00dfe,kind\n1,oak\n", latin);
        assertRejected(
                TableFormat.CSV, header, "Invalid header line of " + header + ": 'gr\ufffd\ufffde,kind'" + remedy);
        Path json = Files.writeString(folder.resolve("latin.json"), "{\"k\":\"oak\"}\n{\"k\":\"b\u00e4r\"}\n", latin);
        assertRejected(TableFormat.JSON, json, "Invalid row in row 1 of " + json + ": '{\"k\":\"b\ufffdr\"}'" + remedy);
        Path wide = Files.writeString(folder.resolve("wide.csv"), "w,kind\n1,oak\n", StandardCharsets.UTF_16BE);
        assertThatThrownBy(() -> read(TableFormat.CSV, wide)).isInstanceOf(DataException.class);
        Path bare = Files.write(folder.resolve("bare.csv"), "w,kind\n1,oak\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> read(TableFormat.CSV, bare)).hasMessageContaining("as text in UTF-16 has");
    }

    @Test
    void labelBytesThatAreNotUtf8_areRejectedInMemoryToo() {
        Table table = Table.of(SESSION.get()
                        .sql("select 1 w, cast(X'62E472' as string) k union all select 2, cast(X'62F672' as string)")
                        .coalesce(1))
                .label("k");
        assertThatThrownBy(table::check)
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Invalid label 'k' in row 0 of partition 0 of the table: 'b\ufffdr' (its bytes are not UTF-8). All 2"
                                + " rows are bad records, and this is the first.");
    }

    @ParameterizedTest
    @EnumSource
    void foldersThatAreOneNumber_stayTwoNames(TableFormat format) {
        Path path = folder.resolve("byKind");
        SESSION.get()
                .sql("select 5 w, '07' kind union all select 6, '7' union all select 8, '7'")
                .write()
                .format(format.toString())
                .option("header", "true")
                .partitionBy("kind")
                .save(path.toString());
        CheckedTable table = read(format, path).label("kind").check();
        assertThat(table.labels()).contains(new Labels.Names(List.of("07", "7")));
        assertThat(table.count()).isEqualTo(3);
        assertThat(table.features()).containsExactly("w");
    }

    @Test
    void foldersOfNumbers_areFeaturesOrClassNumbers() throws IOException {
        for (int year : new int[] {2019, 2021}) {
            write("years/year=" + year + "/rows.json", "{\"w\":0.5,\"k\":0}\n{\"w\":1.5,\"k\":1}\n");
        }
        Table table = read(TableFormat.JSON, folder.resolve("years"));
        assertThat((float[]) table.features("year", "w")
                        .label("k")
                        .examples()
                        .features()
                        .values())
                .containsExactly(2019, 0.5f, 2019, 1.5f, 2021, 0.5f, 2021, 1.5f);
        write("classes/k=0/rows.json", "{\"w\":3}\n");
        write("classes/k=1/rows.json", "{\"w\":4}\n");
        assertThat(read(TableFormat.JSON, folder.resolve("classes"))
                        .label("k")
                        .check()
                        .labels())
                .contains(new Labels.Numbers(2));
    }

    /** Spark's reader of lines calls its column {@code value} as well. */
    @ParameterizedTest
    @ValueSource(strings = {"value", "_kindling", "line", "file_path"})
    void foldersNamedLikeColumnsOfSpark_areNotReadAsLines(String name) throws IOException {
        for (int value : new int[] {3, 4}) {
            write("csv/" + name + "=" + value + "/t.csv", "w,k\n1,0\n2,1\n");
            write("json/" + name + "=" + value + "/t.json", "{\"w\":1,\"k\":0}\n{\"w\":2,\"k\":1}\n");
        }
        for (TableFormat format : List.of(TableFormat.CSV, TableFormat.JSON)) {
            Path path = folder.resolve(format.toString());
            assertThat((float[]) read(format, path)
                            .features("w", name)
                            .label("k")
                            .examples()
                            .features()
                            .values())
                    .containsExactly(1, 3, 2, 3, 1, 4, 2, 4);
        }
        Path open = write("open/" + name + "=9/t.csv", "w,k\n1,\"oak\n2,b\"\n3,ash\n");
        assertThatThrownBy(() -> read(TableFormat.CSV, folder.resolve("open")))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Invalid row in row 0 of " + open + ": '1,\"oak' (");
    }

    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"CSV", "JSON"})
    void columnBothInFilesAndInNamesOfFolders_isRejected(TableFormat format) throws IOException {
        String rows = format == TableFormat.CSV ? "w,Kind\n1,0\n2,1\n" : "{\"w\":1,\"Kind\":0}\n{\"w\":2,\"Kind\":1}\n";
        write("t/kind=5/rows." + format, rows);
        assertRejected(
                format,
                folder.resolve("t"),
                "Cannot read " + folder.resolve("t")
                        + ": column 'Kind' is both in its files and in the names of its folders. Rename one of them.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows [2].csv",
                "{a,b}.csv",
                "all*.csv",
                "what?.csv",
                "back\\slash.csv",
                "per%20cent.csv",
                "a#b.csv"
            })
    void pathIsNoPattern(String name) throws IOException {
        write("some/" + name, "w,k\n3,0\n4,1\n");
        write("some/allofthem.csv", "other,columns\n1,2\n");
        write("some/a.csv", "other,columns\n1,2\n");
        Table table = read(TableFormat.CSV, folder.resolve("some/" + name)).label("k");
        assertThat((float[]) table.examples().features().values()).containsExactly(3, 4);
        Path inFolder = write("in " + name + "/t.json", "{\"w\":3,\"k\":0}\n{\"w\":4,\"k\":1}\n");
        assertThat(read(TableFormat.JSON, inFolder.getParent())
                        .label("k")
                        .check()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void pattern_isRejected() throws IOException {
        write("some/a.csv", "w,k\n3,0\n4,1\n");
        Path pattern = folder.resolve("some/*.csv");
        assertThatThrownBy(() -> read(TableFormat.CSV, pattern))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read " + pattern + ": there is no such file or folder.");
    }

    @ParameterizedTest
    @EnumSource(
            value = TableFormat.class,
            names = {"PARQUET", "ORC"})
    void damagedFile_isRejected_evenIfTheSessionIgnoresIt(TableFormat format) throws IOException {
        Path table = folder.resolve("table");
        SESSION.get()
                .createDataFrame(TableFixture.rows(0, 8), TableFixture.SCHEMA)
                .coalesce(1)
                .write()
                .format(format.toString())
                .save(table.toString());
        Path damaged = Files.writeString(table.resolve("zz." + format), "damaged, but long enough to be looked at");
        SESSION.get().conf().set("spark.sql.files.ignoreCorruptFiles", "true");
        try {
            assertThatThrownBy(() ->
                            read(format, table).features("id").label("kind").check())
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(damaged.toString());
            Table users = Table.of(
                            SESSION.get().read().format(format.toString()).load(table.toString()))
                    .features("id")
                    .label("kind");
            assertThatThrownBy(users::check)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith("Cannot read the table: with ignoreCorruptFiles, Spark leaves out rows");
        } finally {
            SESSION.get().conf().unset("spark.sql.files.ignoreCorruptFiles");
        }
    }
}
