package io.kindling.worker.internal;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** The format of {@link Examples} on the wire and in Spark's storage: primitive arrays. */
public final class ExamplesFormat implements Serializers.Format<Examples> {
    @Override
    public void write(Output output, Examples examples) {
        writeColumn(output, examples.features());
        writeColumn(output, examples.labels().orElse(null));
        writeColumn(output, examples.weights().orElse(null));
        Serializers.writeLongs(output, examples.rowIds());
    }

    @Override
    public Examples read(Input input) {
        Column features = readColumn(input);
        if (features == null) {
            throw new IllegalStateException("Cannot read examples: they have no features.");
        }
        return Examples.wrap(features, readColumn(input), readColumn(input), Serializers.readLongs(input));
    }

    private static void writeColumn(Output output, @Nullable Column column) {
        output.writeBoolean(column != null);
        if (column == null) {
            return;
        }
        Serializers.writeName(output, column.dtype());
        int[] row = column.rowShape().dims();
        output.writeInt(row.length);
        output.writeInts(row);
        output.writeInt(column.count());
        switch (column.dtype()) {
            case FLOAT32 -> output.writeFloats((float[]) column.values());
            case FLOAT64 -> output.writeDoubles((double[]) column.values());
            case INT32 -> output.writeInts((int[]) column.values());
            case INT64 -> output.writeLongs((long[]) column.values());
            case UINT8, BOOL -> output.writeBytes((byte[]) column.values());
        }
    }

    private static @Nullable Column readColumn(Input input) {
        if (!input.readBoolean()) {
            return null;
        }
        DType dtype = Serializers.readName(input, DType.class);
        Shape row = Shape.of(input.readInts(input.readInt()));
        int count = input.readInt();
        int size = Math.toIntExact(row.size() * count);
        Object values = switch (dtype) {
            case FLOAT32 -> input.readFloats(size);
            case FLOAT64 -> input.readDoubles(size);
            case INT32 -> input.readInts(size);
            case INT64 -> input.readLongs(size);
            case UINT8, BOOL -> input.readBytes(size);
        };
        return Column.wrap(row, count, values);
    }
}
