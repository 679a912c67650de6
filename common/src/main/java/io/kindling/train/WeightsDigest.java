package io.kindling.train;

import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.nn.internal.weights.WeightLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The SHA-256 digest of all weights of all models, trainable or not, as little-endian float32: models in the program's
 * order, weights in {@link Layer#weights} order. Equal digests mean equal bits.
 */
public final class WeightsDigest {
    private static final int CHUNK = 1 << 14;

    private WeightsDigest() {}

    /** Returns the digest in hexadecimal. */
    public static String of(List<Model> models) {
        return of(models.stream().map(model -> WeightLayout.of(model).read(model)));
    }

    /** Returns the digest in hexadecimal; each array holds one model's weights as laid out by {@link WeightLayout}. */
    public static String ofFlat(List<float[]> weights) {
        return of(weights.stream());
    }

    private static String of(Stream<float[]> weights) {
        MessageDigest digest = sha256();
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        weights.forEachOrdered(array -> {
            for (int from = 0; from < array.length; from += CHUNK) {
                int count = Math.min(CHUNK, array.length - from);
                bytes.asFloatBuffer().put(array, from, count);
                digest.update(bytes.array(), 0, count * Float.BYTES);
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Cannot hash: every JDK has SHA-256.", impossible);
        }
    }
}
