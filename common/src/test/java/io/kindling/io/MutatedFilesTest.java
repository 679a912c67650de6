package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.io.internal.Json;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Conv2D;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.Layers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes of valid files: whatever comes of them is read as it stands, or refused with an exception for users. With {@code
 * -Dkindling.full=true}, all tests with random input together make more than a million changes.
 *
 * @see SafetensorsTest
 */
class MutatedFilesTest {
    private static final int ROUNDS = Boolean.getBoolean("kindling.full") ? 200_000 : 5_000;
    private static final int[] NUMBERS = {
        0, 1, -1, 2, 28, 255, 256, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    @TempDir
    Path folder;

    /** Headers with sizes whose product overflows, cut and longer files, plain and compressed. */
    @Test
    void idxFiles_areReadOrRefused() throws IOException {
        Random random = new Random(42);
        byte[] whole = IdxFixture.counting(5, 3, 2);
        Path file = folder.resolve("images");
        Location location = Location.of(file.toString());
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] changed = changed(whole, random);
            Files.write(file, random.nextInt(8) == 0 ? IdxFixture.gzip(changed) : changed);
            try {
                IdxFile rows = IdxFile.open(location);
                if (rows.rowShape().size() == 0) {
                    continue; // Any number of rows without values fits a file; a folder of such images is refused.
                }
                Column all = rows.read(LongStream.range(0, rows.rows()).toArray());
                if (rows.type() == IdxType.UNSIGNED_BYTE) {
                    assertThat((byte[]) all.values())
                            .isEqualTo(Arrays.copyOfRange(
                                    changed, 4 * (2 + rows.rowShape().rank()), changed.length));
                }
                read++;
            } catch (DataException expected) {
                assertThat(expected).hasMessageStartingWith("Cannot ");
            }
        }
        assertThat(read).isBetween(ROUNDS / 50, ROUNDS / 2);
    }

    private static byte[] changed(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
            switch (random.nextInt(4)) {
                case 0 -> changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                case 1 -> {
                    int axis = random.nextInt(3);
                    if (4 * (axis + 2) <= changed.length) {
                        ByteBuffer.wrap(changed).putInt(4 * (axis + 1), NUMBERS[random.nextInt(NUMBERS.length)]);
                    }
                }
                case 2 -> changed = Arrays.copyOf(changed, 1 + random.nextInt(changed.length + 4));
                default -> changed[Math.min(3, changed.length - 1)] = (byte) random.nextInt(6);
            }
        }
        return changed;
    }

    private static Map<String, Model> models() {
        Model convolutional = Model.sequential(
                Input.of(6, 6, 1),
                Conv2D.of(2, 3).activation("relu"),
                BatchNormalization.of(),
                Flatten.of(),
                Dense.of(3));
        return Map.of("convolutional", convolutional);
    }

    /** Values of a description are removed, doubled, exchanged and replaced. */
    @Test
    @SuppressWarnings("try") // The scope acts while it is open; its variable is not used.
    void descriptionsOfModels_areBuiltOrRefused() {
        Random random = new Random(42);
        Config whole = ModelGraph.describe(models());
        int built = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Config changed = (Config) changed(whole, random, new int[] {2 + random.nextInt(60)});
            try (BuildScope scope = BuildScope.withZeros(10_000)) {
                ModelGraph.buildAll(changed, Layers::create);
                built++;
            } catch (IllegalArgumentException | IllegalStateException expected) {
                assertThat(expected.getMessage()).as(changed.toString()).isNotBlank();
            }
        }
        assertThat(built).isBetween(ROUNDS / 50, ROUNDS - ROUNDS / 50);
    }

    /** The same through the file, with digests that agree. */
    @Test
    void modelFolders_areReadOrRefused() throws IOException {
        Random random = new Random(42);
        Location location = Location.of(folder.toString());
        new ModelFolder(models(), Config.EMPTY).write(location);
        Location file = location.child("model.json");
        Manifest whole = Manifest.read(file, "kindling-model", 1, Manifest.MAX_MODEL_BYTES);
        for (int round = 0; round < ROUNDS / 100; round++) {
            Config changed = (Config) changed(whole.content(), random, new int[] {2 + random.nextInt(60)});
            try (PreparedFile prepared = new Manifest("kindling-model", 1, changed, whole.files()).prepare(file)) {
                prepared.replace();
            }
            try {
                ModelFolder.read(location);
            } catch (ModelException expected) {
                assertThat(expected).hasMessageStartingWith("Cannot read the model in ");
            }
        }
    }

    /** @param countdown the change is made at the value where this becomes 0 */
    private static Object changed(Object value, Random random, int[] countdown) {
        if (--countdown[0] == 0) {
            return other(value, random);
        }
        if (value instanceof Config config) {
            Map<String, Object> values = new LinkedHashMap<>();
            config.asMap().forEach((name, inner) -> {
                boolean removed = countdown[0] == 1 && random.nextInt(3) == 0;
                if (removed) {
                    countdown[0] = 0;
                } else {
                    values.put(name, changed(inner, random, countdown));
                }
            });
            return Config.of(values);
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(inner -> values.add(changed(inner, random, countdown)));
            if (!values.isEmpty() && random.nextInt(40) == 0) {
                values.add(random.nextInt(values.size() + 1), values.get(random.nextInt(values.size())));
            }
            return values;
        }
        return value;
    }

    private static Object other(Object value, Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> (long) NUMBERS[random.nextInt(NUMBERS.length)];
            case 1 -> Long.MAX_VALUE;
            case 2 -> random.nextGaussian() * 1e3;
            case 3 -> "";
            case 4 -> List.of();
            case 5 -> List.of(value, value);
            case 6 -> Config.EMPTY;
            case 7 ->
                List.of("Dense", "relu", "Sequential", "same", "dense", "\u001b[31m")
                        .get(random.nextInt(6));
            default -> random.nextBoolean();
        };
    }

    @Test
    void json_isParsedOrRefused() {
        Random random = new Random(42);
        byte[] whole = Json.compact(ModelGraph.describe(models())).getBytes(StandardCharsets.UTF_8);
        String special = "{}[]\",:\\0123456789.eE+-tfn \n\u0000\u00e4";
        int parsed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(new String(whole, StandardCharsets.UTF_8));
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                char c = special.charAt(random.nextInt(special.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
                }
            }
            try {
                Config config = Json.parse(text.toString());
                assertThat(Json.parse(Json.compact(config))).isEqualTo(config);
                parsed++;
            } catch (IllegalArgumentException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
        assertThat(parsed).isGreaterThan(ROUNDS / 50);
    }
}
