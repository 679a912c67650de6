package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;

/** The wire format of a list of records. */
final class ListSerializer extends Serializer<List<?>> {
    @Override
    public void write(Kryo kryo, Output output, List<?> values) {
        output.writeInt(values.size());
        values.forEach(value -> kryo.writeClassAndObject(output, value));
    }

    @Override
    public List<?> read(Kryo kryo, Input input, Class<List<?>> type) {
        int size = Serializers.readSize(input);
        // Its size is not trusted.
        ArrayList<Object> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(kryo.readClassAndObject(input));
        }
        return values;
    }
}
