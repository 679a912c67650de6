package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;

/**
 * The bytes of Kindling's records. A Kryo of our own writes them, with required registration, so the serializer of the Spark
 * session sees only arrays of bytes: no setting of a session matters to us, and ours never changes what a session does.
 */
public final class Wire {
    private static final int FIRST_BYTES = 4096;
    /** The largest array that a JVM allocates. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private static final ThreadLocal<Kryo> KRYO = ThreadLocal.withInitial(Wire::registered);

    private Wire() {}

    private static Kryo registered() {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(true);
        kryo.setReferences(false);
        kryo.register(float[].class);
        kryo.register(float[][].class);
        kryo.register(ArrayList.class);
        kryo.register(Examples.class, Serializers.of(new ExamplesFormat()));
        kryo.register(ShardBatches.class, Serializers.of(new ShardBatchesFormat()));
        kryo.register(ShardResult.class, Serializers.of(new ShardResultFormat()));
        kryo.register(PartialEvaluation.class, Serializers.of(new PartialEvaluationFormat()));
        kryo.register(Outcome.class, new OutcomeSerializer());
        ProtocolFormats.register(kryo);
        return kryo;
    }

    /**
     * Writes a record.
     *
     * @throws com.esotericsoftware.kryo.KryoException if it takes more than 2 GiB
     */
    public static byte[] bytes(Object value) {
        Output output = new Output(FIRST_BYTES, MAX_BYTES);
        KRYO.get().writeClassAndObject(output, value);
        return output.toBytes();
    }

    /** Reads a record that {@link #bytes} wrote. */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return read(bytes, 0, bytes.length, type);
    }

    /** Reads a record from a part of an array. */
    public static <T> T read(byte[] bytes, int from, int count, Class<T> type) {
        return type.cast(KRYO.get().readClassAndObject(new Input(bytes, from, count)));
    }
}
