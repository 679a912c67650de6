package io.kindling.driver.internal.run;

import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.driver.internal.run.output.ResultFolder;
import io.kindling.driver.internal.run.result.GenerationResult;
import io.kindling.io.ImageEncoding;
import io.kindling.io.Location;
import io.kindling.io.Png;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.replica.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Generates images with a saved model and writes them: {@code grid.png} with all of them, and each in its own file, as the
 * guide does. Runs on the calling thread, without Spark. An image depends only on the weights, the seed and its number.
 */
public final class GenerationRun {
    private static final double NANOS = 1e9;
    private static final String GRID = "grid.png";
    private static final String TABLE = "images.jsonl";
    private static final Pattern FILES =
            Pattern.compile("generated_img\\d+\\.png|" + Pattern.quote(GRID) + "|" + TABLE);

    private final GenerationSettings settings;

    public GenerationRun(GenerationSettings settings) {
        this.settings = settings;
    }

    /** Checks the settings and the output folder, then generates and writes. */
    public GenerationResult run() {
        SavedModels saved = SavedModels.read(Paths.location(settings.model(), settings.hadoop()));
        BuiltProgram program = BuiltProgram.of(saved.requireProgram("generate"));
        if (settings.weights() == GenerationSettings.Weights.TRAINED) {
            saved.load(program);
        }
        long seed = settings.seed().orElse(program.spec().seed());
        try (ResultFolder folder = ResultFolder.claim(
                settings.output(), settings.existing(), settings.hadoop(), FILES.asMatchPredicate())) {
            long start = System.nanoTime();
            ImageEncoding pictures = ImageEncoding.of(new Generation(program, seed).rows(settings.count()));
            double seconds = (System.nanoTime() - start) / NANOS;
            write(pictures, folder);
            return new GenerationResult(settings.count(), seed, settings.output(), GRID, seconds);
        }
    }

    private void write(ImageEncoding pictures, ResultFolder folder) {
        Location location = folder.location();
        folder.write(() -> {
            Png.write(pictures.grid(), location.child(GRID));
            for (int i = 0; i < pictures.count(); i++) {
                Png.write(pictures.picture(i), location.child("generated_img" + i + ".png"));
            }
            if (settings.form() == GenerationSettings.Form.PICTURES_AND_TABLE) {
                writeTable(pictures, location.child(TABLE));
            }
        });
    }

    /** Writes one line per image, with its pixels. */
    private static void writeTable(ImageEncoding pictures, Location file) throws IOException {
        file.write(out -> {
            for (int i = 0; i < pictures.count(); i++) {
                Map<String, Object> row = Map.of(
                        "pixels", Arrays.stream(pictures.bytes(i)).boxed().toList());
                out.write((JsonText.line(row) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
