package io.kindling.driver.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.data.DataException;
import io.kindling.driver.internal.run.IdxFixture;
import io.kindling.driver.table.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRowsTest {
    @TempDir
    Path folder;

    private TrainingRows open(String validation, OptionalLong limit, OptionalInt classes) {
        return TrainingRows.open(
                new DataSettings(
                        SourceSettings.idx(folder.toString()),
                        DataSettings.Part.TRAIN,
                        ValidationSize.parse(validation),
                        limit,
                        new RowMeaning(classes, RowMeaning.LabelKind.INFERRED, Optional.empty()),
                        ClassWeight.NONE,
                        Map.of()),
                () -> {
                    throw new AssertionError("IDX files need no session");
                });
    }

    @Test
    void missingTable_isFoundBeforeSparkStarts() {
        String path = folder.resolve("nowhere.csv").toString();
        assertThatThrownBy(() -> TrainingRows.open(
                        new DataSettings(
                                new SourceSettings(Optional.of(path), Optional.empty(), Columns.ALL), Map.of()),
                        () -> {
                            throw new AssertionError("the file is missing");
                        }))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read " + path + ": there is no such file or folder.");
    }

    private void setLabel(String prefix, int row, int label) throws IOException {
        Path file = folder.resolve(prefix + "-labels-idx1-ubyte");
        byte[] bytes = Files.readAllBytes(file);
        bytes[8 + row] = (byte) label;
        Files.write(file, bytes);
    }

    @Test
    void limit_doesNotChangeTheValidationRows() {
        new IdxFixture(60, 4, 3).write(folder);

        TrainingRows rows = open("0.25", OptionalLong.of(20), OptionalInt.empty());

        assertThat(rows.training().count()).isEqualTo(20);
        assertThat(rows.validation().from()).isEqualTo(45);
        assertThat(rows.validation().to()).isEqualTo(60);
        assertThat(rows.schema().classes()).isEqualTo(3);
    }

    @Test
    void labelInOnlyOneFile_isRejected_unlessTheNumberOfClassesIsSet() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        setLabel("train", 7, 3);

        assertThatThrownBy(() -> open("auto", OptionalLong.empty(), OptionalInt.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Invalid label in row 7: 3 (classes are 0 to 2)")
                .hasMessageEndingWith("If there are more classes, set --classes 4.");
        assertThat(open("auto", OptionalLong.empty(), OptionalInt.of(4))
                        .schema()
                        .classes())
                .isEqualTo(4);
    }

    @Test
    void classWithoutTrainingRows_isWarnedOf() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        assertThat(open("0.25", OptionalLong.empty(), OptionalInt.empty()).classWarning())
                .isEmpty();
        setLabel("train", 59, 3);
        assertThat(open("0.25", OptionalLong.empty(), OptionalInt.of(4)).classWarning())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith(
                                "Training rows have no row of class 3: the first is row 59, and only the first 45 "));
    }

    @Test
    void labelOnlyInTheTestFile_isRejected() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        setLabel("t10k", 9, 200);

        assertThatThrownBy(() -> open("auto", OptionalLong.empty(), OptionalInt.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot use the test labels in ")
                .hasMessageContaining("row 9: 200");
    }

    @Test
    void labelAboveTheSetNumberOfClasses_isRejected() {
        new IdxFixture(60, 4, 3).write(folder);

        assertThatThrownBy(() -> open("auto", OptionalLong.empty(), OptionalInt.of(2)))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use the training labels in " + folder
                        + ": Invalid label in row 2: 2 (classes are 0 to 1)");
    }

    @Test
    void testImagesOfAnotherSize_areRejected() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        Path other = new IdxFixture(60, 5, 3).write(folder.resolve("other"));
        Files.copy(
                other.resolve("t10k-images-idx3-ubyte"),
                folder.resolve("t10k-images-idx3-ubyte"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> open("auto", OptionalLong.empty(), OptionalInt.empty()))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("training images are (4, 4), but test images are (5, 5).");
    }

    @Test
    void testFilesWithoutRows_areRejected() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        Files.write(
                folder.resolve("t10k-images-idx3-ubyte"), new byte[] {0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4});
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 0});

        assertThatThrownBy(() -> open("auto", OptionalLong.empty(), OptionalInt.empty()))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find test rows in " + folder
                        + ": its t10k files have none. Replace them with complete files, or remove them.");
    }

    @Test
    void testRows_areOptional() throws IOException {
        new IdxFixture(60, 4, 3).write(folder);
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        Files.delete(folder.resolve("t10k-labels-idx1-ubyte"));

        assertThat(open("0", OptionalLong.empty(), OptionalInt.empty())
                        .training()
                        .count())
                .isEqualTo(60);
    }
}
