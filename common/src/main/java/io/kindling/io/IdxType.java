package io.kindling.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The types of the IDX format, with their numbers in a file's header. Unsigned bytes stay what they are; numbers of other types
 * become float32, as those of tables.
 */
enum IdxType {
    UNSIGNED_BYTE(0x08, 1),
    SIGNED_BYTE(0x09, 1),
    SHORT(0x0b, 2),
    INT(0x0c, 4),
    FLOAT(0x0d, 4),
    DOUBLE(0x0e, 8);

    private final int code;
    private final int bytes;

    IdxType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    static Optional<IdxType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** Returns the numbers of all types, for messages. */
    static String codes() {
        return Arrays.stream(values())
                .map(type -> String.format("%02x", type.code))
                .collect(Collectors.joining(", "));
    }

    /** Bytes of a value in a file. */
    int bytes() {
        return bytes;
    }

    /** Returns an array of so many values. */
    Object array(int length) {
        return this == UNSIGNED_BYTE ? new byte[length] : new float[length];
    }

    /** Puts the big-endian values of {@code from} into an array from index {@code at} on. */
    void put(ByteBuffer from, Object array, int at) {
        if (this == UNSIGNED_BYTE) {
            from.get((byte[]) array, at, from.remaining());
            return;
        }
        float[] floats = (float[]) array;
        for (int i = at; from.hasRemaining(); i++) {
            floats[i] = switch (this) {
                case UNSIGNED_BYTE, SIGNED_BYTE -> from.get();
                case SHORT -> from.getShort();
                case INT -> from.getInt();
                case FLOAT -> from.getFloat();
                case DOUBLE -> (float) from.getDouble();
            };
        }
    }
}
