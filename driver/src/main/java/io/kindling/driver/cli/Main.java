package io.kindling.driver.cli;

import io.kindling.data.Examples;
import io.kindling.data.Split;
import io.kindling.driver.example.Classifier;
import io.kindling.driver.spark.Sessions;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.Config;
import io.kindling.program.Evaluation;
import io.kindling.program.Runner;
import io.kindling.program.StepResult;
import io.kindling.program.Training;
import java.util.Map;

public final class Main {
    private Main() {}

    public static void main(String[] a) {
        long t0 = System.nanoTime();
        var source = IdxFolder.open(Location.of(a[0])).training();
        int limit = Integer.parseInt(a[2]);
        long[] all = new long[(int) source.count()];
        java.util.Arrays.setAll(all, i -> i);
        Examples rows = source.read(all);
        Split<Examples> split = rows.split(10000);
        split = new Split<>(split.training().take(limit), split.validation());
        Runner runner = a[1].equals("none") ? Runner.local() : SparkRunner.on(Sessions.start(a[1], Map.of()));
        runner.config(Classifier.DEFAULTS.with("rescale", true).with("optimizer", Config.of("kind", "Adam", "learning_rate", 1e-3)));
        try (Training training = runner.start(new Classifier(), split)) {
            for (int e = 0; e < Integer.parseInt(a[3]); e++) {
                long t = System.nanoTime();
                StepResult last = null;
                for (StepResult r : training.epoch()) {
                    last = r;
                    if (r.batch() % 200 == 0) System.out.println(r);
                }
                System.out.println(last + " " + (System.nanoTime() - t) / 1e9);
                Evaluation ev = training.evaluate();
                System.out.println(ev.loss() + " " + ev.metrics());
            }
            System.out.println(Long.toHexString(io.kindling.program.WeightsChecksum.of(training.state().weights())) + " " + (System.nanoTime() - t0) / 1e9);
        }
    }
}
