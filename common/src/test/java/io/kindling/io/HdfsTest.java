package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.config.Config;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.program.TrainingSnapshot;
import io.kindling.train.internal.checkpoint.CheckpointListener;
import io.kindling.train.internal.checkpoint.CheckpointPolicy;
import io.kindling.train.internal.checkpoint.CheckpointWriter;
import io.kindling.train.internal.checkpoint.Checkpoints;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reading and writing on HDFS, whose rename differs from that of local files.
 *
 * @see Location
 */
class HdfsTest {
    private static MiniDFSCluster cluster;
    private static Location root;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
        cluster = new MiniDFSCluster.Builder(configuration).build();
        root = Location.of(cluster.getURI().toString()).child("/data");
    }

    @AfterAll
    static void stop() {
        cluster.shutdown(true);
    }

    @Test
    void idxFolder_isReadFromHdfs() throws IOException {
        Location folder = root.child("mnist");
        folder.child("train-images-idx3-ubyte.gz")
                .write(out -> out.write(IdxFixture.gzip(IdxFixture.counting(20, 2, 3))));
        folder.child("train-labels-idx1-ubyte").write(out -> out.write(IdxFixture.counting(20)));
        Examples read = IdxFolder.open(folder).training().read(new long[] {3, 19});
        assertThat((int[]) read.labels().orElseThrow().values()).containsExactly(3, 19);
        assertThat(read.features().tensor(new int[] {0}).longs()).containsExactly(18, 19, 20, 21, 22, 23);
        assertThatThrownBy(() -> IdxFolder.open(folder).test())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.");
    }

    @Test
    void write_replacesAnOlderFileAndLeavesNothingElse() throws IOException {
        Location file = root.child("out").child("result.json");
        file.write(out -> out.write(1));
        String digest = file.write(out -> out.write(2));
        assertThat(file.sha256()).isEqualTo(digest);
        assertThat(root.child("out").list()).containsExactly("result.json");
    }

    @Test
    void growingFile_isReadWhileItGrows_andContinuesAfterItsWriterWasLost() throws IOException {
        Location file = root.child("log");
        OutputStream lost = file.grow(new byte[] {1, 2}).orElseThrow();
        lost.write(3);
        lost.flush();
        assertThat(bytes(file)).containsExactly(1, 2, 3);

        try (OutputStream continued = file.grow(new byte[] {1, 2}).orElseThrow()) {
            continued.write(4);
        }
        assertThat(bytes(file)).containsExactly(1, 2, 4);
    }

    private static byte[] bytes(Location file) throws IOException {
        try (InputStream in = file.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void putNew_replacesNothing() throws IOException {
        Location file = root.child("mark");
        try (PreparedFile first = file.prepare(out -> out.write(1));
                PreparedFile second = file.prepare(out -> out.write(2))) {
            assertThat(first.putNew()).isTrue();
            assertThat(second.putNew()).isFalse();
        }
        assertThat(bytes(file)).containsExactly(1);
    }

    /** The checkpoints of a training, while the file system fails in two ways. */
    @Test
    void checkpoints_surviveAQuotaAndARestartOfTheNameNode() throws IOException {
        Checkpoints checkpoints = new Checkpoints(root.child("checkpoints"));
        List<String> notes = Collections.synchronizedList(new ArrayList<>());
        CheckpointListener listener = new CheckpointListener() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        try (CheckpointWriter writer =
                new CheckpointWriter(checkpoints, CheckpointPolicy.byDefault(2), Config.EMPTY, "", 0, listener)) {
            save(writer, 1);
            writer.await();
            setSpaceQuota(1);
            save(writer, 2);
            writer.await();
            assertThat(notes)
                    .singleElement()
                    .asString()
                    .contains("step-000002", "quota")
                    .contains("Training continues");
            assertThat(checkpoints.newest(notes::add).orElseThrow().name()).isEqualTo("step-000001");
            setSpaceQuota(HdfsConstants.QUOTA_RESET);
            save(writer, 3);
            writer.await();
            assertThat(notes).hasSize(2).last().asString().startsWith("Checkpoints are written again");

            save(writer, 4);
            cluster.restartNameNode();
            writer.await();
            save(writer, 5);
            writer.await();
            assertThat(checkpoints.newest(notes::add).orElseThrow().name()).isEqualTo("step-000005");
            assertThat(root.child("checkpoints").list()).hasSize(2);
        }
    }

    private static void save(CheckpointWriter writer, long step) {
        writer.save(
                () -> new TrainingSnapshot(
                        List.of(new float[4 << 20]),
                        List.of(),
                        List.of(),
                        step,
                        0,
                        0,
                        0,
                        new long[0],
                        Optional.empty(),
                        0),
                () -> Config.EMPTY);
    }

    private static void setSpaceQuota(long bytes) throws IOException {
        cluster.getFileSystem()
                .setQuota(new org.apache.hadoop.fs.Path("/data/checkpoints"), HdfsConstants.QUOTA_DONT_SET, bytes);
    }
}
