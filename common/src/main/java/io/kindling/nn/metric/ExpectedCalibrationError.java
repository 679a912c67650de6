package io.kindling.nn.metric;

import io.kindling.autodiff.op.Ops;
import io.kindling.config.Config;
import io.kindling.nn.internal.ExactSum;
import io.kindling.nn.loss.LabelAlignment;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far confidence is from accuracy: rows are put into bins of equal width by confidence, the largest predicted probability,
 * and the result is the mean of {@code |accuracy - mean confidence|} over the bins, weighted by their rows. Labels (batch, ...)
 * or (batch, ..., 1), class indices; predictions (batch, ..., classes), probabilities. Weights are refused.
 *
 * <p>Guo et al., On Calibration of Modern Neural Networks (2017), equations 2 to 5; a bin has its upper edge. The result is NaN
 * if some confidence is not from 0 to 1: then predictions are not probabilities.
 */
public final class ExpectedCalibrationError extends PredictionMetric {
    private static final int DEFAULT_BINS = 15;

    private final long[] counts;
    private final long[] hits;
    private final ExactSum[] confidences;
    private long invalid;

    /**
     * The rows of one bin.
     *
     * @param from confidences are above this
     * @param to and not above this
     * @param rows how many rows
     * @param confidence their mean confidence; 0 without rows
     * @param accuracy how often they are predicted rightly; 0 without rows
     */
    public record Bin(double from, double to, long rows, double confidence, double accuracy) {}

    private ExpectedCalibrationError(String name, int bins) {
        super(name);
        if (bins < 1) {
            throw new IllegalArgumentException("Invalid bins: " + bins + " (at least 1)");
        }
        this.counts = new long[bins];
        this.hits = new long[bins];
        this.confidences = Stream.generate(ExactSum::new).limit(bins).toArray(ExactSum[]::new);
    }

    public static ExpectedCalibrationError of() {
        return named("expected_calibration_error");
    }

    public static ExpectedCalibrationError named(String name) {
        return new ExpectedCalibrationError(name, DEFAULT_BINS);
    }

    /** Returns an empty metric of this name with another number of bins; 15 by default. */
    public ExpectedCalibrationError bins(int count) {
        return new ExpectedCalibrationError(name(), count);
    }

    static ExpectedCalibrationError from(Config config) {
        return new ExpectedCalibrationError(config.string("name"), config.integer("bins", DEFAULT_BINS));
    }

    @Override
    protected List<Tensor> rows(Tensor labels, Tensor predictions) {
        return List.of(
                Ops.max(predictions, -1), Ops.argmax(predictions, -1), LabelAlignment.indices(labels, predictions));
    }

    @Override
    protected void accumulate(List<Tensor> rows, double @Nullable [] weights) {
        if (weights != null) {
            throw new IllegalArgumentException("Cannot apply weights to a calibration error: it counts rows.");
        }
        double[] confidence = rows.get(0).doubles();
        long[] predicted = rows.get(1).longs();
        long[] labels = rows.get(2).longs();
        for (int i = 0; i < confidence.length; i++) {
            if (!(confidence[i] >= 0 && confidence[i] <= 1)) {
                invalid++;
                continue;
            }
            int bin = Math.max(0, (int) Math.ceil(confidence[i] * counts.length) - 1);
            counts[bin]++;
            hits[bin] += labels[i] == predicted[i] ? 1 : 0;
            confidences[bin].add(confidence[i]);
        }
    }

    @Override
    public double result() {
        double sum = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            sum += Math.abs(hits[bin] - confidences[bin].result());
        }
        long rows = Arrays.stream(counts).sum();
        return invalid > 0 ? Double.NaN : rows == 0 ? 0 : sum / rows;
    }

    /** Returns the bins by confidence: the reliability table. */
    public List<Bin> reliability() {
        List<Bin> bins = new ArrayList<>();
        for (int bin = 0; bin < counts.length; bin++) {
            double rows = Math.max(1, counts[bin]);
            bins.add(new Bin(
                    (double) bin / counts.length,
                    (double) (bin + 1) / counts.length,
                    counts[bin],
                    confidences[bin].result() / rows,
                    hits[bin] / rows));
        }
        return List.copyOf(bins);
    }

    @Override
    public void resetState() {
        Arrays.fill(counts, 0);
        Arrays.fill(hits, 0);
        Arrays.stream(confidences).forEach(ExactSum::reset);
        invalid = 0;
    }

    @Override
    public long[] state() {
        int bins = counts.length;
        long[] state = new long[1 + bins * (2 + ExactSum.STATE_LENGTH)];
        state[0] = invalid;
        System.arraycopy(counts, 0, state, 1, bins);
        System.arraycopy(hits, 0, state, 1 + bins, bins);
        for (int bin = 0; bin < bins; bin++) {
            confidences[bin].state(state, 1 + 2 * bins + bin * ExactSum.STATE_LENGTH);
        }
        return state;
    }

    @Override
    protected void replaceState(long[] state) {
        int bins = counts.length;
        invalid = state[0];
        System.arraycopy(state, 1, counts, 0, bins);
        System.arraycopy(state, 1 + bins, hits, 0, bins);
        for (int bin = 0; bin < bins; bin++) {
            confidences[bin].load(state, 1 + 2 * bins + bin * ExactSum.STATE_LENGTH);
        }
    }

    @Override
    public Config config() {
        return super.config().with("bins", counts.length);
    }

    @Override
    public Optional<Direction> direction() {
        return Optional.of(Direction.LOWER_IS_BETTER);
    }
}
