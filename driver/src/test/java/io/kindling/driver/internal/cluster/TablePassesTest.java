package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
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

    @Test
    void passOverATable_isToldTaskByTask_withItsRows() throws IOException, InterruptedException {
        for (int file = 0; file < FILES; file++) {
            Files.writeString(
                    folder.resolve(file + ".csv"),
                    "x,k\n" + IntStream.range(0, ROWS).mapToObj(i -> i + ",0\n").collect(Collectors.joining()));
        }
        List<TablePass> told = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        try (SparkSession session =
                Sessions.start(SparkMaster.Local.threads(2), Map.of("spark.sql.files.openCostInBytes", "134217728"))) {
            session.sparkContext().addSparkListener(new TablePasses(pass -> {
                told.add(pass);
                if (pass.isOver()) {
                    over.countDown();
                }
            }));
            Table table =
                    Table.read(session, TableFormat.CSV, folder.toString()).label("k");
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
}
