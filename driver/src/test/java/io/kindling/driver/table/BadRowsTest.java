package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.driver.table.BadRecords.Policy;
import io.kindling.nn.layer.FeatureStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that are left out, nulls that are replaced, and statistics of the rest.
 *
 * @see RowCheck
 * @see RangeRows
 * @see QuarantineRows
 * @see AddMoments
 */
class BadRowsTest {
    private static final int ROWS = 100_000;
    private static final int EVERY = 100;
    private static final BadRecords DROP = new BadRecords(Policy.DROP, BadRecords.Most.DEFAULT);

    @RegisterExtension
    static final SessionFixture SESSION = new SessionFixture();

    @TempDir
    Path folder;

    /** Every hundredth row is bad, in one of four ways; x is the number of the good row, of which 7 follow each other. */
    private Path withBadRows() throws IOException {
        List<String> lines = new ArrayList<>(List.of("x,y,kind"));
        int good = 0;
        for (int row = 0; row < ROWS; row++) {
            if (row % EVERY != 42) {
                lines.add(good++ + ",0.5,2");
            } else {
                lines.add(
                        switch (row / EVERY % 4) {
                            case 0 -> row + ",0.5";
                            case 1 -> row + ",much,2";
                            case 2 -> row + ",NaN,2";
                            default -> row + ",0.5,";
                        });
            }
        }
        return Files.write(folder.resolve("rows.csv"), lines);
    }

    private static Table csv(Path file) {
        return Table.read(SESSION.get(), TableFormat.CSV, file.toString())
                .features("x", "y")
                .label("kind");
    }

    @Test
    void aThousandBadRowsOfAHundredThousand_areCountedExactly_inAllPolicies() throws IOException {
        Path file = withBadRows();
        Table table = csv(file);
        assertThatThrownBy(table::check)
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid row in row 42 of " + file + ": '42,0.5' (it is malformed). 1000 of 100000 rows are"
                        + " bad records, and this is the first. To go on without them, set --bad-records to drop or"
                        + " quarantine.");
        CheckedTable dropped = table.badRecords(DROP).check();
        assertThat(dropped.count()).isEqualTo(ROWS - 1000);
        assertThat(dropped.leftOut().bad()).isEqualTo(1000);
        assertThat(dropped.leftOut().sentence(dropped.count()))
                .hasValue(
                        "1000 of 100000 rows are bad records and are left out. The first bad record: Invalid row in row 42"
                                + " of " + file + ": '42,0.5' (it is malformed).");
        Examples rows = dropped.read(50_000, 50_007);
        for (int i = 0; i < 7; i++) {
            assertThat(rows.features().asFloats()[2 * i]).isEqualTo(50_000 + i);
            assertThat(rows.rowIds()[i]).isEqualTo(50_000 + i);
        }
        assertThat(dropped.readLabels(98_000, 99_000).count()).isEqualTo(1000);
        assertThatThrownBy(table.badRecords(new BadRecords(Policy.DROP, new BadRecords.Count(999)))::check)
                .hasMessageStartingWith("Cannot use " + file + ": 1000 of 100000 rows are bad records, more than"
                        + " --max-bad-records 999 allows. The first: Invalid row in row 42 of ");
    }

    @Test
    void badRecords_areWrittenOnce_withPlaceReasonAndText() throws IOException {
        Path file = withBadRows();
        CheckedTable checked = csv(file)
                .badRecords(new BadRecords(Policy.QUARANTINE, BadRecords.Most.DEFAULT))
                .check();
        String output = folder.resolve("bad-records").toString();
        checked.badRecords().write().json(output);
        Dataset<Row> read = SESSION.get().read().json(output);
        assertThat(read.count()).isEqualTo(1000);
        assertThat(read.select("row").distinct().count()).isEqualTo(1000);
        TreeMap<Long, Row> byRow = new TreeMap<>();
        read.select("file", "row", "column", "reason", "record")
                .collectAsList()
                .forEach(row -> byRow.put(row.getLong(1), row));
        assertThat(byRow.get(42L))
                .isEqualTo(RowFactory.create(file.toString(), 42L, null, "row: '42,0.5' (it is malformed)", "42,0.5"));
        assertThat(byRow.get(142L).getString(3)).isEqualTo("feature 'y': 'much' (features are numbers)");
        assertThat(byRow.get(242L).getString(2)).isEqualTo("y");
        assertThat(byRow.get(342L))
                .isEqualTo(RowFactory.create(
                        file.toString(),
                        342L,
                        "kind",
                        "label 'kind': null (a value is required)",
                        "{\"x\":\"342\",\"y\":\"0.5\"}"));
    }

    @Test
    void mostRows_decideHowManyFeaturesAnArrayHas() throws IOException {
        Path file = Files.write(
                folder.resolve("a.json"),
                List.of(
                        "{\"a\":[1],\"k\":0}",
                        "{\"a\":[1,2],\"k\":1}",
                        "{\"a\":[3,4],\"k\":0}",
                        "{\"a\":[5,6,7],\"k\":1}"));
        Table table = Table.read(SESSION.get(), TableFormat.JSON, file.toString())
                .features("a")
                .label("k")
                .badRecords(new BadRecords(Policy.DROP, new BadRecords.Count(2)));
        CheckedTable checked = table.check();
        assertThat(checked.leftOut().bad()).isEqualTo(2);
        assertThat(checked.read(0, 2).features().asFloats()).containsExactly(1, 2, 3, 4);
        assertThat(checked.leftOut().first())
                .hasValue("Invalid feature 'a' in row 0 of " + file + ": 1 numbers (most rows have 2)");
    }

    @Test
    void nulls_areDroppedZeroOrTheMeanOfTheTrainingRows() throws IOException {
        Path file = Files.write(
                folder.resolve("n.csv"), List.of("x,y,kind", "1,10,0", ",20,1", "4,,1", "7,90,0", "1000,30,1"));
        CheckedTable dropped = csv(file).nulls(Nulls.DROP).check();
        assertThat(dropped.count()).isEqualTo(3);
        assertThat(dropped.leftOut()).isEqualTo(new LeftOut(0, 2, Optional.empty()));
        assertThat(dropped.leftOut().sentence(3)).hasValue("2 of 5 rows are left out for a null among their features.");
        assertThat(dropped.read(1, 3).features().asFloats()).containsExactly(7, 90, 1000, 30);
        assertThat(csv(file).nulls(Nulls.ZERO).check().read(1, 3).features().asFloats())
                .containsExactly(0, 20, 4, 0);
        CheckedTable mean = csv(file).nulls(Nulls.MEAN).check();
        assertThat(mean.read(1, 3).features().asFloats()).containsExactly(253, 20, 4, 37.5f);
        CheckedTable trained = mean.withMeans(0, 4);
        assertThat(trained.meansForNulls()).containsExactly(4.0, 40.0);
        assertThat(trained.read(1, 3).features().asFloats()).containsExactly(4, 20, 4, 40);
        assertThat(trained.checksum()).isEqualTo(mean.checksum());
        assertThat(csv(file)
                        .nulls(List.of(5.0, 6.0))
                        .check()
                        .read(1, 3)
                        .features()
                        .asFloats())
                .containsExactly(5, 20, 4, 6);
    }

    @Test
    void nullLabel_isABadRecordWhateverIsSetForNulls() throws IOException {
        Path file = Files.write(folder.resolve("l.csv"), List.of("x,y,kind", "1,2,", "3,4,1"));
        assertThatThrownBy(csv(file).nulls(Nulls.ZERO)::check)
                .hasMessage("Invalid label 'kind' in row 0 of " + file + ": null (a value is required)");
    }

    @Test
    void statistics_haveTheSameBitsForAnyNumberOfPartitions_andEqualAPlainLoop() {
        Random random = new Random(8);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rows.add(RowFactory.create((float) (1e5 + random.nextGaussian()), (float) random.nextGaussian()));
        }
        StructType schema =
                new StructType().add("a", DataTypes.FloatType, false).add("b", DataTypes.FloatType, false);
        Dataset<Row> table = SESSION.get().createDataFrame(rows, schema);
        FeatureStatistics one = Table.of(table.coalesce(1)).check().statistics(0, 1000);
        for (int partitions : new int[] {3, 8, 64}) {
            assertThat(Table.of(table.repartition(partitions)).check().statistics(0, 1000))
                    .isEqualTo(one);
        }
        for (int column = 0; column < 2; column++) {
            double mean = 0;
            for (Row row : rows) {
                mean += row.getFloat(column) / 1000.0;
            }
            double variance = 0;
            for (Row row : rows) {
                variance += Math.pow(row.getFloat(column) - mean, 2) / 1000;
            }
            assertThat(one.mean().get(column)).isCloseTo(mean, within(1e-12 * Math.abs(mean)));
            assertThat(one.variance().get(column)).isCloseTo(variance, within(1e-10 * variance));
        }
        assertThat(Table.of(table.coalesce(1)).check().statistics(0, 10).count())
                .isEqualTo(10);
    }
}
