package io.kindling.driver.bench;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.RunSettings;
import io.kindling.program.Runner;
import io.kindling.program.Training;
import java.util.stream.LongStream;

/** The workload of the mlp benchmarks: the guide's 784-64-64-10 network with SGD, batch 64, shuffled pixels divided by 255. */
final class GuideMlp {
    private GuideMlp() {}

    /** Starts it on the training rows of a folder of IDX files, without validation rows; no Spark. */
    static Training start(String data, int shards) {
        Examples rows = IdxFolder.open(Location.of(data)).training().read(all(data));
        return Runner.local()
                .settings(RunSettings.DEFAULT.withShards(shards).withConfig(Classifier.DEFAULTS.with("rescale", true)))
                .start(new Classifier(), new Split<>(rows, rows.take(0)));
    }

    private static long[] all(String data) {
        return LongStream.range(0, IdxFolder.open(Location.of(data)).training().count())
                .toArray();
    }
}
