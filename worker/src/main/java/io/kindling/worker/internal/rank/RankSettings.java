package io.kindling.worker.internal.rank;

import io.kindling.data.RowPartitioner;
import java.io.Serializable;

/**
 * What a rank's task needs to know.
 *
 * @param run the training's name, which no other training has
 * @param host where the driver listens
 * @param port where the driver listens
 * @param programJson the program
 * @param partitioner the row partitioning of the training rows over shards
 */
public record RankSettings(String run, String host, int port, String programJson, RowPartitioner partitioner)
        implements Serializable {}
