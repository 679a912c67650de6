package io.kindling.worker.internal;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;

/** The format of {@link ShardBatches} in Spark's storage if they do not fit in memory. */
public final class ShardBatchesFormat implements Serializers.Format<ShardBatches> {
    private final ExamplesFormat examples = new ExamplesFormat();

    @Override
    public void write(Output output, ShardBatches batches) {
        examples.write(output, batches.rows());
        output.writeLong(batches.partitioner().rows());
        output.writeInt(batches.partitioner().batchSize());
        output.writeInt(batches.partitioner().shards());
        output.writeInt(batches.shard());
        output.writeString(batches.shuffle().toString());
        output.writeLong(batches.seed());
    }

    @Override
    public ShardBatches read(Input input) {
        return new ShardBatches(
                examples.read(input),
                new RowPartitioner(input.readLong(), input.readInt(), input.readInt()),
                input.readInt(),
                Shuffle.parse(input.readString()),
                input.readLong());
    }
}
