package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Reads and writes enum constants, arrays with their lengths, and lists, for the formats of this package. */
public final class Serializers {
    /** Writes and reads one type. */
    interface Format<T> {
        void write(Output output, T value);

        T read(Input input);
    }

    private Serializers() {}

    /** A Kryo serializer of an immutable type. */
    public static <T> Serializer<T> of(BiConsumer<Output, T> write, Function<Input, T> read) {
        return of(new Format<>() {
            @Override
            public void write(Output output, T value) {
                write.accept(output, value);
            }

            @Override
            public T read(Input input) {
                return read.apply(input);
            }
        });
    }

    /** A Kryo serializer of an immutable type. */
    public static <T> Serializer<T> of(Format<T> format) {
        return new Serializer<>(false, true) {
            @Override
            public void write(Kryo kryo, Output output, T value) {
                format.write(output, value);
            }

            @Override
            public T read(Kryo kryo, Input input, Class<T> type) {
                return format.read(input);
            }
        };
    }

    static void writeFloats(Output output, float[] values) {
        output.writeInt(values.length);
        output.writeFloats(values);
    }

    static float[] readFloats(Input input) {
        return input.readFloats(input.readInt());
    }

    static void writeLongs(Output output, long[] values) {
        output.writeInt(values.length);
        output.writeLongs(values);
    }

    static long[] readLongs(Input input) {
        return input.readLongs(input.readInt());
    }

    /** Writes an enum constant as its name. */
    static void writeName(Output output, Enum<?> constant) {
        output.writeString(constant.name());
    }

    static <E extends Enum<E>> E readName(Input input, Class<E> type) {
        return Enum.valueOf(type, input.readString());
    }

    static int readSize(Input input) {
        int size = input.readInt();
        if (size < 0) {
            throw new KryoException("A list of " + size + " elements");
        }
        return size;
    }

    static <T> void writeList(Output output, List<T> values, BiConsumer<Output, T> each) {
        output.writeInt(values.size());
        values.forEach(value -> each.accept(output, value));
    }

    static <T> List<T> readList(Input input, Function<Input, T> each) {
        int size = readSize(input);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(each.apply(input));
        }
        return List.copyOf(values);
    }
}
