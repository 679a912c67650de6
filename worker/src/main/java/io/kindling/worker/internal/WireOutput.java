package io.kindling.worker.internal;

import com.esotericsoftware.kryo.io.Output;
import java.nio.charset.StandardCharsets;

/** Bytes for {@link WireInput}. */
final class WireOutput extends Output {
    WireOutput(int firstBytes, int maxBytes) {
        super(firstBytes, maxBytes);
    }

    @Override
    public void writeString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeInt(bytes.length);
        writeBytes(bytes);
    }
}
