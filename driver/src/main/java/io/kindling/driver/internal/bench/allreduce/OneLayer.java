package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.data.ShardBatches;
import io.kindling.data.Shuffle;
import io.kindling.nn.Mode;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Input;
import io.kindling.nn.optimizer.SGD;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;
import io.kindling.program.RunSettings;
import io.kindling.train.Runner;
import java.util.List;
import java.util.stream.IntStream;

/** A dense layer trained with SGD. Nothing computes it: its weights are exchanged and updated. */
public final class OneLayer implements Program {
    static final int SHARDS = 2;

    private static final String INPUTS = "inputs";
    private static final String UNITS = "units";

    /** The steps between two rounds of a worker group. */
    private static final int STEPS_PER_EPOCH = 2_000;

    @Override
    public void define(ProgramBuilder p) {
        Node input = Input.of(p.config().integer(INPUTS));
        Model model = p.model(
                "model", Model.of(input, Dense.of(p.config().integer(UNITS)).apply(input)));
        p.phase("train")
                .updates(model)
                .with(SGD.of(0.01))
                .loss((step, batch) -> step.mean(model.call(batch.features(), Mode.TRAINING)));
    }

    /**
     * The program, and the rows of its shards.
     *
     * @param rows the batches of each shard
     */
    record Built(BuiltProgram program, List<ShardBatches> rows) {}

    /**
     * Builds the program.
     *
     * @param floats the number of its weights
     */
    static Built withWeights(int floats) {
        int inputs = 1;
        // The most nearly square kernel that, with its bias, has this number of elements.
        for (int rows = 2; rows * rows <= floats; rows++) {
            inputs = floats % rows == 0 ? rows - 1 : inputs;
        }
        int units = floats / (inputs + 1);
        int count = SHARDS * STEPS_PER_EPOCH;
        Examples examples = Examples.of(Column.of(new float[count * inputs], inputs), Column.of(new int[count]));
        RunSettings settings = RunSettings.DEFAULT.withShards(SHARDS).withBatchSize(SHARDS);
        BuiltProgram program = Runner.local()
                .settings(settings)
                .build(OneLayer.class.getName(), Config.of(INPUTS, inputs, UNITS, units), DataSchema.of(examples));
        RowPartitioner partitioner = new RowPartitioner(count, SHARDS, SHARDS);
        List<ShardBatches> rows = IntStream.range(0, SHARDS)
                .mapToObj(shard -> new ShardBatches(
                        examples.read(partitioner.rows(shard)), partitioner, shard, Shuffle.NONE, settings.seed()))
                .toList();
        return new Built(program, rows);
    }
}
