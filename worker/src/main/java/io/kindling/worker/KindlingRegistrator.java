package io.kindling.worker;

import com.esotericsoftware.kryo.Kryo;
import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.worker.internal.ExamplesFormat;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.OutcomeSerializer;
import io.kindling.worker.internal.PartialEvaluationFormat;
import io.kindling.worker.internal.Serializers;
import io.kindling.worker.internal.ShardBatchesFormat;
import io.kindling.worker.internal.ShardResultFormat;
import org.apache.spark.SparkEnv;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;

/** Registers all classes of Kindling that Kryo writes. Kindling's own jobs send no other classes. */
public final class KindlingRegistrator implements KryoRegistrator {
    /**
     * Checks that a session's Kryo has these classes registered. Java serialization needs no registration.
     *
     * @throws IllegalStateException if not, naming the setting to change
     */
    public static void requireIn(SparkEnv env) {
        if (env.serializer() instanceof KryoSerializer kryo
                && kryo.newKryo().getClassResolver().getRegistration(Outcome.class) == null) {
            throw new IllegalStateException(
                    "Cannot run in this Spark session: its serializer is Kryo, which does not know"
                            + " Kindling's records. Add " + KindlingRegistrator.class.getName()
                            + " to spark.kryo.registrator, or leave spark.serializer as it is.");
        }
    }

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.register(float[].class);
        kryo.register(float[][].class);
        kryo.register(Examples.class, Serializers.of(new ExamplesFormat()));
        kryo.register(Examples[].class);
        kryo.register(ShardBatches.class, Serializers.of(new ShardBatchesFormat()));
        kryo.register(ShardBatches[].class);
        kryo.register(ShardResult.class, Serializers.of(new ShardResultFormat()));
        kryo.register(ShardResult[].class);
        kryo.register(PartialEvaluation.class, Serializers.of(new PartialEvaluationFormat()));
        kryo.register(PartialEvaluation[].class);
        kryo.register(Outcome.class, new OutcomeSerializer());
        kryo.register(Outcome[].class);
    }
}
