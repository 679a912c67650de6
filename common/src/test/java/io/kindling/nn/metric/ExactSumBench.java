package io.kindling.nn.metric;

import io.kindling.MicroBenchmark;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** What a metric adds for each row, and what it reports at an epoch's end. */
public class ExactSumBench extends MicroBenchmark {
    private final double[] values = new Random(1).doubles(32).toArray();
    private final ExactSum sum = new ExactSum();

    @Benchmark
    public Object addOf32() {
        for (double value : values) {
            sum.add(value);
        }
        return sum;
    }

    @Benchmark
    public double result() {
        return sum.result();
    }
}
