package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.LineFormat;
import io.kindling.driver.table.internal.RandomLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random files through Spark.
 *
 * @see Table
 */
class RandomFilesTest {
    private static final int FILES = 200;
    private static final int REFUSED = 5;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final Columns COLUMNS = new Columns(List.of("w"), Optional.of("k"), Optional.empty());

    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Returns each row's values and its place. */
    private static List<List<String>> values(Selection selection) {
        int count = selection.layout().blockAt();
        return TableScan.rows(selection)
                .map(row -> IntStream.rangeClosed(0, count)
                        .mapToObj(at -> row.isNullAt(at)
                                ? "null"
                                : at < count ? row.getString(at) : Long.toString(row.getLong(at)))
                        .toList())
                .collect();
    }

    /** Spark reads each file as the rows that it was made of; some begin with a byte order mark. */
    @ParameterizedTest
    @EnumSource
    void randomFiles_haveAsManyRowsAsTheyWereMadeOf(LineFormat format) throws IOException {
        TableFormat as = TableFormat.valueOf(format.name());
        Random random = new Random(42);
        Map<String, Long> made = new TreeMap<>();
        for (int i = 0; i < FILES; i++) {
            RandomLines lines = RandomLines.sound(format, random);
            Path file = folder.resolve(1000 + i + "." + as);
            boolean marked = format == LineFormat.CSV && i % 10 == 0;
            Files.write(file, marked ? joined(MARK, lines.bytes()) : lines.bytes());
            made.put(file.toString(), (long) lines.rows());
        }
        Dataset<Row> rows = as.open(SESSION.get(), folder.toString(), Map.of());
        Selection bySpark = Selection.of(rows, "t", COLUMNS, as.texts(rows), RowSchema.Expected.ANY);
        Selection selection = bySpark.from(as.lines(rows, folder.toString(), Map.of()));
        assertThat(values(selection)).hasSizeGreaterThan(FILES).isEqualTo(values(bySpark));
        Map<String, Long> read = new TreeMap<>();
        for (Block block : TableScan.of(selection, TableRules.strict(selection.layout()))) {
            assertThat(block.leftOut().flaw()).isEmpty();
            read.merge(block.at().path(), block.rows(), Long::sum);
        }
        assertThat(read).isEqualTo(made);
    }

    @ParameterizedTest
    @EnumSource
    void randomFilesThatSparkWouldMisread_areRefused(LineFormat format) throws IOException {
        Random random = new Random(7);
        for (int refused = 0; refused < REFUSED; ) {
            RandomLines lines = RandomLines.of(format, random);
            if (lines.rows() < 0) {
                Path file = Files.write(folder.resolve("t"), lines.bytes());
                assertThatThrownBy(
                                () -> TableFormat.valueOf(format.name()).open(SESSION.get(), file.toString(), Map.of()))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("Invalid row in row ");
                refused++;
            }
        }
    }
}
