package io.kindling.program.internal.replica;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/** A fast checksum, to check that two machines computed with the same weights. */
public final class WeightsChecksum {
    private WeightsChecksum() {}

    /** CRC-32C over the arrays as little-endian float32, one after the other. */
    public static long of(List<float[]> weights) {
        CRC32C crc = new CRC32C();
        for (float[] array : weights) {
            ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(array);
            crc.update(bytes);
        }
        return crc.getValue();
    }
}
