package io.kindling.bench;

import io.kindling.nn.internal.ExactSum;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;

/** Adding the values of a row, and computing the result at the end of an epoch. */
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
