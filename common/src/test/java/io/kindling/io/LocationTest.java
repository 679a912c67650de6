package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocationTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void write_leavesOnlyTheCompleteFile_andReturnsItsDigest() throws IOException {
        Location file = Location.of(folder.toString()).child("with space");
        String digest = file.write(out -> out.write(bytes("abc")));
        assertThat(digest).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(file.sha256()).isEqualTo(digest);
        assertThat(file.length()).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("with space"))).isEqualTo("abc");
        assertThat(Location.of(folder.toUri().toString()).list()).containsExactly("with space");
    }

    @Test
    void fileSystemThatIsNotOnTheClassPath_isNamedWithItsArtifact() {
        assertThatThrownBy(() -> Location.of("s3a://bucket/t.csv").exists())
                .isInstanceOf(MissingFileSystemException.class)
                .hasMessage("Cannot use s3a://bucket/t.csv: the class path has no file system for s3a://. Add"
                        + " org.apache.hadoop:hadoop-aws:" + VersionInfo.getVersion()
                        + ", with the artifacts that it needs, for example by --packages of spark-submit.");
        assertThatThrownBy(() -> Location.of("s3://bucket/t.csv").exists())
                .hasMessageContaining("Write s3a://, and add org.apache.hadoop:hadoop-aws:");
        assertThatThrownBy(() -> Location.of("nothing://bucket/t.csv").exists())
                .isInstanceOf(MissingFileSystemException.class)
                .hasMessageEndingWith("Add the artifact that has it, or name its class in fs.nothing.impl.");
    }

    @Test
    void write_replacesAnOlderFile() throws IOException {
        Location file = Location.of(folder.toString()).child("result.json");
        file.write(out -> out.write(bytes("old")));
        file.write(out -> out.write(bytes("new")));
        assertThat(Files.readString(folder.resolve("result.json"))).isEqualTo("new");
    }

    @Test
    void failedWrite_leavesTheOlderFileAndNothingElse() throws IOException {
        Location file = Location.of(folder.toString()).child("result.json");
        file.write(out -> out.write(bytes("old")));
        assertThatThrownBy(() -> file.write(out -> {
                    out.write(bytes("half"));
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(Files.readString(folder.resolve("result.json"))).isEqualTo("old");
        assertThat(Location.of(folder.toString()).list()).containsExactly("result.json");
    }

    @Test
    void localFilesAndFolders_haveTheUsualPermissions() throws IOException {
        Location made = Location.of(folder.toString()).child("made");
        made.createFolder();
        made.child("written").write(out -> out.write(bytes("abc")));
        try (OutputStream log = made.child("log").create()) {
            log.write(bytes("abc"));
        }
        Path usualFolder = Files.createDirectory(folder.resolve("usual"));
        Path usualFile = Files.createFile(usualFolder.resolve("file"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("made")))
                .isEqualTo(Files.getPosixFilePermissions(usualFolder));
        assertThat(Files.getPosixFilePermissions(folder.resolve("made/written")))
                .isEqualTo(Files.getPosixFilePermissions(folder.resolve("made/log")))
                .isEqualTo(Files.getPosixFilePermissions(usualFile));
    }

    /** {@code /dev/full} fails writes like a full disk. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void fullDisk_isAnException() throws IOException {
        OutputStream full = Location.of("/dev/full").create();
        full.write(bytes("abc"));
        assertThatThrownBy(full::flush).isInstanceOf(IOException.class).hasMessageContaining("No space left");
    }

    @Test
    void write_refusesTheNameOfAFolder() {
        assertThatThrownBy(() -> Location.of(folder.toString()).write(out -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("there is a folder named " + folder);
    }

    @Test
    void absentFile_isNotAFolder_andHasNoChildren() throws IOException {
        Location absent = Location.of(folder.toString()).child("absent");
        assertThat(absent.exists()).isFalse();
        assertThat(absent.isFolder()).isFalse();
        assertThat(absent.list()).isEmpty();
        absent.delete();
        absent.child("deeper").createFolder();
        assertThat(absent.child("deeper").isFolder()).isTrue();
        absent.delete();
        assertThat(absent.exists()).isFalse();
    }

    @Test
    void emptyPath_isRefused() {
        assertThatThrownBy(() -> Location.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid path: '' (");
    }

    @Test
    void unknownHost_isAnIOException() {
        assertThatThrownBy(() -> Location.of("hdfs://nowhere.invalid:9000/x").exists())
                .isInstanceOf(IOException.class)
                .hasMessage("no host 'nowhere.invalid' is known");
    }
}
