package io.kindling.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.nn.LossTerm;
import io.kindling.program.PhaseException;
import io.kindling.program.internal.replica.MovingStatistic;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.ShardResult;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Records that are sent between processes arrive unchanged. */
class WireTest {
    private static <T> T roundTrip(T value, Class<T> type) {
        return Wire.read(Wire.bytes(value), type);
    }

    @Test
    void shardResult_isUnchanged() {
        MovingStatistic change = new MovingStatistic(1, 2, 0.99, 16, new float[] {1.5f, -0.0f});
        ShardResult result = new ShardResult(
                3,
                16,
                0.25,
                new float[] {1, Float.MIN_VALUE},
                new long[] {16},
                List.of(new long[] {7, -1}),
                List.of(change),
                99,
                12345,
                "2");
        ShardResult read = roundTrip(result, ShardResult.class);
        assertThat(read).usingRecursiveComparison().isEqualTo(result);
    }

    @Test
    void partialEvaluation_isUnchanged() {
        PartialEvaluation partial = new PartialEvaluation(
                10,
                List.of(new PartialEvaluation.TermTotal(LossTerm.Kind.MEAN, new long[] {1, 2}, 10)),
                List.of(new long[] {3}));
        assertThat(roundTrip(partial, PartialEvaluation.class))
                .usingRecursiveComparison()
                .isEqualTo(partial);
    }

    @Test
    void phaseFailure_keepsItsMessageAndTrace() {
        Outcome<?> read = roundTrip(new Outcome<>(null, new PhaseException("it threw", "a\n\tat b")), Outcome.class);
        assertThat(read.failure())
                .hasMessage("it threw")
                .extracting(PhaseException::trace)
                .isEqualTo("a\n\tat b");
    }

    @Test
    void shardBatches_keepRowsOrderAndPartitioning() {
        Examples owned = Examples.of(Column.of(new byte[] {1, 2, 3, (byte) 200}, 2), Column.of(new int[] {4, 5}))
                .withWeights(new float[] {0.5f, 2});
        RowPartitioner partitioner = new RowPartitioner(4, 2, 2);
        ShardBatches read =
                roundTrip(new ShardBatches(owned, partitioner, 1, Shuffle.buffer(7), 42), ShardBatches.class);
        assertThat(read.partitioner()).isEqualTo(partitioner);
        assertThat(read.shard()).isEqualTo(1);
        assertThat(read.shuffle()).isEqualTo(Shuffle.buffer(7));
        assertThat(read.seed()).isEqualTo(42);
        assertThat(read.rows()).usingRecursiveComparison().isEqualTo(owned);
    }

    @Test
    void weights_areUnchanged() {
        float[][] weights = {{1, 2}, {}, {Float.MAX_VALUE}};
        assertThat(roundTrip(weights, float[][].class)).isDeepEqualTo(weights);
    }

    @Test
    void listsOfResults_keepTheirOrder() {
        List<Examples> rows =
                List.of(Examples.of(Column.of(new float[] {1}, 1)), Examples.of(Column.of(new float[] {2}, 1)));
        List<?> read = (List<?>) roundTrip(new Outcome<>(new ArrayList<>(rows), null), Outcome.class)
                .get();
        assertThat(read).usingRecursiveComparison().isEqualTo(rows);
    }

    /** Unknown classes are refused: no class is ever loaded by a name in the bytes. */
    @Test
    void otherClasses_areRefused() {
        assertThatThrownBy(() -> Wire.bytes(new File("x")))
                .hasMessageContaining("Class is not registered: java.io.File");
        byte[] foreign = new Output(64).toBytes();
        assertThatThrownBy(() -> Wire.read(foreign, Examples.class)).isInstanceOf(KryoException.class);
    }

    /** Whatever the session's serializer, a record in Spark's storage is sent as our bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"JavaSerializer", "KryoSerializer"})
    void residentRecord_isUnchangedByTheSessionsSerializer(String serializer) throws Exception {
        Examples rows = Examples.of(Column.of(new float[] {1, 2}, 1), Column.of(new int[] {4, 5}));
        SerializerInstance session = ((Serializer) Class.forName("org.apache.spark.serializer." + serializer)
                        .getConstructor(SparkConf.class)
                        .newInstance(new SparkConf()))
                .newInstance();
        ClassTag<Resident<Examples>> tag = ClassTag$.MODULE$.apply(Resident.class);
        Resident<Examples> read = session.deserialize(session.serialize(new Resident<>(rows), tag), tag);
        assertThat(read.value()).usingRecursiveComparison().isEqualTo(rows);
    }
}
