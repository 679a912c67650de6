package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.table.CheckedTable;
import io.kindling.driver.table.StreamedTable;
import io.kindling.driver.table.Table;
import io.kindling.driver.table.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablePassesTest {
    private static final int FILES = 5;
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    private final List<TablePass> told = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    private void writeTable() throws IOException {
        for (int file = 0; file < FILES; file++) {
            Files.writeString(
                    folder.resolve(file + ".csv"),
                    "x,k\n" + IntStream.range(0, ROWS).mapToObj(i -> i + ",0\n").collect(Collectors.joining()));
        }
    }

    /** A session in which each file has a task. */
    private static SparkSession session() {
        return Sessions.start(SparkMaster.Local.threads(2), Map.of("spark.sql.files.openCostInBytes", "134217728"));
    }

    private Table follow(SparkSession session) {
        session.sparkContext().addSparkListener(new TablePasses(pass -> {
            told.add(pass);
            if (pass.isOver()) {
                over.countDown();
            }
        }));
        return Table.read(session, TableFormat.CSV, folder.toString()).label("k");
    }

    @Test
    void passOverATable_isToldTaskByTask_withItsRows() throws IOException, InterruptedException {
        writeTable();
        try (SparkSession session = session()) {
            Table table = follow(session);
            assertThat(told).as("a look at the lines has no name").isEmpty();
            table.check();
            assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
        }
        TablePass last = told.get(told.size() - 1);
        assertThat(last.what()).isEqualTo("Reading " + folder);
        assertThat(last.rows()).as("lines, with headers").isEqualTo(FILES * (ROWS + 1L));
        assertThat(last.tasks()).isEqualTo(FILES).isEqualTo(last.allTasks());
        assertThat(told.subList(0, FILES - 1)).extracting(TablePass::tasks).containsExactly(1, 2, 3, 4);
        assertThat(told.get(1).fraction()).isEqualTo(0.4);
    }

    /** Spark reads rows in the first stage of the job, sends them to their shards, and computes in the last stage. */
    @Test
    void placingOfRows_isToldTaskByTask_beforeTheLastStageOfItsJob() throws IOException, InterruptedException {
        writeTable();
        try (SparkSession session = session()) {
            CheckedTable table = Table.read(session, TableFormat.CSV, folder.toString())
                    .label("k")
                    .check();
            follow(session);
            RowPartitioner partitioner = new RowPartitioner(table.count(), 100, 3);
            assertThat(table.load(0, partitioner).map(Examples::count).collect())
                    .hasSize(3);
            assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(told).extracting(TablePass::what).containsOnly("Placing rows");
        assertThat(told).extracting(TablePass::tasks).containsExactly(1, 2, 3, 4, 5);
        assertThat(told).extracting(TablePass::allTasks).containsOnly(FILES);
        assertThat(told.get(FILES - 1).rows()).isEqualTo(FILES * (ROWS + 1L));
    }

    @Test
    void limitedPass_countsTheRowsThatItIsFor() throws IOException, InterruptedException {
        writeTable();
        try (SparkSession session = session()) {
            StreamedTable table = follow(session).stream();
            assertThat(table.run(
                            300,
                            () -> session.read().text(folder.toString()).rdd().count()))
                    .isEqualTo(FILES * (ROWS + 1L));
            assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(told).extracting(TablePass::what).containsOnly("Predicting " + folder);
        assertThat(told.get(0).rows()).isEqualTo(ROWS + 1);
        assertThat(told.get(0).fraction()).isEqualTo((ROWS + 1) / 300.0);
        TablePass last = told.get(told.size() - 1);
        assertThat(last.rows()).isEqualTo(300);
        assertThat(last.fraction()).isEqualTo(1);
    }
}
