package io.kindling.nn;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.autodiff.op.Types;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Numbers made by the NumPy script {@code goldens.py} that lies beside them, in the package of the test. */
public final class Goldens {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Goldens() {}

    /** {@code goldens.json} of the test's package. */
    public static JsonNode of(Class<?> test) {
        try (InputStream in = test.getResourceAsStream("goldens.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    public static double[] doubles(JsonNode array) {
        return list(array).stream().mapToDouble(JsonNode::asDouble).toArray();
    }

    public static float[] floats(JsonNode array) {
        double[] doubles = doubles(array);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }

    /** A tensor from {@code {"shape": [...], "values": [...]}}. */
    public static Tensor tensor(JsonNode node, DType dtype) {
        int[] dims = list(node.get("shape")).stream().mapToInt(JsonNode::asInt).toArray();
        return Types.cast(Tensor.of(doubles(node.get("values")), dims), dtype);
    }

    public static Config config(JsonNode object) {
        return Config.of(JSON.convertValue(object, new TypeReference<Map<String, Object>>() {}));
    }
}
