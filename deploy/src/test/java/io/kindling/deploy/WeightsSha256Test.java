package io.kindling.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.config.Config;
import io.kindling.io.Location;
import io.kindling.io.ModelFolder;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.tensor.DType;
import io.kindling.train.WeightsDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tools/weights_sha256.py}, which reads the saved files without using Kindling. */
class WeightsSha256Test {
    @TempDir
    static Path temporary;

    private static Path folder;
    private static Map<String, Model> models;

    @BeforeAll
    static void save() throws IOException {
        folder = temporary.resolve("model");
        models = new LinkedHashMap<>();
        Node latent = Input.of(3);
        Model encoder = Model.of(
                        latent, BatchNormalization.of().apply(Dense.of(4).apply(latent)))
                .named("encoder");
        Node left = Input.of(3);
        Node right = Input.of(3);
        models.put(
                "twins",
                Model.of(
                        List.of(left, right),
                        List.of(
                                Dense.of(2).apply(encoder.apply(left)),
                                Dense.of(2).named("other").apply(encoder.apply(right)))));
        models.put("a", Model.sequential(Input.of(DType.FLOAT64, 5), Dense.of(7)));
        models.put("shared", Model.sequential(Input.of(3), Model.sequential(Input.of(3), encoder), Dense.of(3)));
        new ModelFolder(models, Config.EMPTY).write(Location.of(folder.toString()));
    }

    @Test
    void script_computesTheDigestThatKindlingReports() throws Exception {
        assertThat(script()).isEqualTo(WeightsDigest.of(List.copyOf(models.values())) + "\n");
    }

    private static String script() throws Exception {
        Process python = new ProcessBuilder(
                        "python3",
                        Repository.file("deploy/tools/weights_sha256.py").toString(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        return output;
    }
}
