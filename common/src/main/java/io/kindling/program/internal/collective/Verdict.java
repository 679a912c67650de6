package io.kindling.program.internal.collective;

import io.kindling.nn.optimizer.NonFiniteElement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a rank found in its slice of a phase's gradient, for the other ranks.
 *
 * @param isLast whether the step is the last of its round; only rank 0 says so
 * @param norms what it measured there; empty if the optimizer does not clip by norms
 * @param finding the first element that is not finite
 */
record Verdict(boolean isLast, double[] norms, Optional<Finding> finding) {
    /** The longest name of a weight that is sent. */
    private static final int MAX_NAME = 1024;

    /** The bytes of a verdict besides its norms, at most. */
    static final int MAX_BYTES = 64 + MAX_NAME;

    private static final int LAST = 1;
    private static final int FOUND = 2;

    /**
     * An element that is not finite.
     *
     * @param shard the first shard that has one; {@link #SUM} if only the sum over shards is not finite
     * @param at its index in the phase's flat gradient
     */
    record Finding(int shard, int at, NonFiniteElement element) {
        /** Behind all shards. */
        static final int SUM = Integer.MAX_VALUE;

        boolean isBefore(Finding other) {
            return shard < other.shard || (shard == other.shard && at < other.at);
        }
    }

    byte[] toBytes() {
        byte[] name = finding.map(found -> found.element().weight()).orElse("").getBytes(StandardCharsets.UTF_8);
        int nameBytes = Math.min(name.length, MAX_NAME);
        ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES + norms.length * Double.BYTES);
        bytes.put((byte) ((isLast ? LAST : 0) | (finding.isPresent() ? FOUND : 0)));
        bytes.putInt(norms.length);
        for (double norm : norms) {
            bytes.putDouble(norm);
        }
        finding.ifPresent(found -> bytes.putInt(found.shard())
                .putInt(found.at())
                .putInt(found.element().index())
                .putFloat(found.element().value())
                .putInt(nameBytes)
                .put(name, 0, nameBytes));
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        return written;
    }

    static Verdict read(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        int flags = bytes.get();
        double[] norms = new double[bytes.getInt()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = bytes.getDouble();
        }
        if ((flags & FOUND) == 0) {
            return new Verdict((flags & LAST) != 0, norms, Optional.empty());
        }
        int shard = bytes.getInt();
        int at = bytes.getInt();
        int index = bytes.getInt();
        float value = bytes.getFloat();
        byte[] name = new byte[bytes.getInt()];
        bytes.get(name);
        NonFiniteElement element = new NonFiniteElement(new String(name, StandardCharsets.UTF_8), index, value);
        return new Verdict((flags & LAST) != 0, norms, Optional.of(new Finding(shard, at, element)));
    }
}
