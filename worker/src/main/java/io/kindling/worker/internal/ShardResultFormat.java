package io.kindling.worker.internal;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.program.internal.replica.MovingStatistic;
import io.kindling.program.internal.replica.ShardResult;

/** The wire format of {@link ShardResult}. */
public final class ShardResultFormat implements Serializers.Format<ShardResult> {
    @Override
    public void write(Output output, ShardResult result) {
        output.writeInt(result.shard());
        output.writeInt(result.rows());
        output.writeDouble(result.loss());
        Serializers.writeFloats(output, result.gradient());
        Serializers.writeLongs(output, result.termCounts());
        Serializers.writeList(output, result.metrics(), Serializers::writeLongs);
        Serializers.writeList(output, result.changes(), ShardResultFormat::writeChange);
        output.writeLong(result.weightsDigest());
        output.writeLong(result.computeNanos());
        output.writeString(result.executor());
    }

    @Override
    public ShardResult read(Input input) {
        return new ShardResult(
                input.readInt(),
                input.readInt(),
                input.readDouble(),
                Serializers.readFloats(input),
                Serializers.readLongs(input),
                Serializers.readList(input, Serializers::readLongs),
                Serializers.readList(input, ShardResultFormat::readChange),
                input.readLong(),
                input.readLong(),
                input.readString());
    }

    private static void writeChange(Output output, MovingStatistic change) {
        output.writeInt(change.model());
        output.writeInt(change.weight());
        output.writeDouble(change.momentum());
        output.writeLong(change.rows());
        Serializers.writeFloats(output, change.value());
    }

    private static MovingStatistic readChange(Input input) {
        return new MovingStatistic(
                input.readInt(), input.readInt(), input.readDouble(), input.readLong(), Serializers.readFloats(input));
    }
}
