package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardResult;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The bytes of Kindling's records. A Kryo of our own writes them, with required registration, so the serializer of the Spark
 * session sees only arrays of bytes: no setting of a session matters to us, and ours never changes what a session does.
 */
public final class Wire {
    private static final int FIRST_BYTES = 4096;
    /** The largest array that a JVM allocates. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    /** How deep records may be nested. */
    private static final int MAX_DEPTH = 16;

    private static final ThreadLocal<Kryo> KRYO = ThreadLocal.withInitial(Wire::registered);

    private Wire() {}

    /** Loads no class by a name in the bytes. */
    private static final class NumberedClasses extends DefaultClassResolver {
        @Override
        protected Registration readName(Input input) {
            throw new KryoException("A class that is named");
        }
    }

    private static Kryo registered() {
        Kryo kryo = new Kryo(new NumberedClasses(), null);
        kryo.setRegistrationRequired(true);
        kryo.setMaxDepth(MAX_DEPTH);
        kryo.register(float[].class);
        kryo.register(
                float[][].class,
                Serializers.of(
                        (Output out, float[][] arrays) ->
                                Serializers.writeList(out, Arrays.asList(arrays), Serializers::writeFloats),
                        in -> Serializers.readList(in, Serializers::readFloats).toArray(float[][]::new)));
        kryo.register(ArrayList.class, new ListSerializer());
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
     * @throws KryoException if it takes more than 2 GiB
     */
    public static byte[] bytes(Object value) {
        Output output = new WireOutput(FIRST_BYTES, MAX_BYTES);
        KRYO.get().writeClassAndObject(output, value);
        return output.toBytes();
    }

    /**
     * Reads a record that {@link #bytes} wrote.
     *
     * @throws KryoException if the bytes are no record of this type
     */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return read(bytes, 0, bytes.length, type);
    }

    /**
     * Reads a record from a part of an array. It takes no more memory than the bytes can describe, whatever they are.
     *
     * @throws KryoException if they are no record of this type
     */
    public static <T> T read(byte[] bytes, int from, int count, Class<T> type) {
        WireInput input = new WireInput(bytes, from, count);
        try {
            return type.cast(KRYO.get().readClassAndObject(input));
        } catch (Exception invalid) {
            throw new KryoException(
                    "Cannot read a record (" + type.getSimpleName() + ") from " + count + " bytes: "
                            + invalid.getMessage(),
                    invalid);
        }
    }
}
