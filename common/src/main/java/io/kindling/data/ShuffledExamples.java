package io.kindling.data;

/** Examples with the order in which they are drawn: {@code examples.shuffle(1024, seed).batch(64)}. */
public record ShuffledExamples(Examples examples, Shuffle shuffle, long seed) {
    /** Returns the rows in batches; the last one may be short. */
    public Batches batch(int batchSize) {
        RowPartitioner partitioner = new RowPartitioner(examples.count(), batchSize, 1);
        return new Batches(new ShardBatches(examples, partitioner, 0, shuffle, seed));
    }
}
