package io.kindling.tensor.internal.loop;

import io.kindling.tensor.Elements;
import io.kindling.tensor.Shape;
import io.kindling.tensor.TensorException;
import io.kindling.tensor.internal.kernel.JavaKernel;
import java.util.Optional;

/**
 * Softmax cross-entropy, or its gradient with respect to the logits, computed in float64 several lines at a time; a
 * line holds the logits of one example. Inputs (targets, logits); for a gradient also the gradient of the losses.
 */
public final class CrossentropyLoop implements JavaKernel.Loop {
    /** What is computed, and whether the targets are one class per line (sparse) or one number per class (dense). */
    public enum Kind {
        SPARSE,
        DENSE,
        SPARSE_GRADIENT,
        DENSE_GRADIENT;

        boolean isSparse() {
            return this == SPARSE || this == SPARSE_GRADIENT;
        }

        public boolean isGradient() {
            return this == SPARSE_GRADIENT || this == DENSE_GRADIENT;
        }
    }

    private final Kind kind;
    private final int lines;
    private final int classes;
    private final Shape shape;
    private final SoftmaxLines softmax;
    /** Whether another loop loads the softmax and the labels of these lines before this one runs. */
    private final boolean isLoaded;

    private final long[] labels;
    private final DoubleChunk targets;
    private final DoubleChunk gradients;
    private final DoubleChunk result;

    /** @param shape of the logits: {@code lines} lines of {@code classes} classes */
    public CrossentropyLoop(Kind kind, int lines, int classes, Shape shape) {
        this(kind, lines, classes, shape, new SoftmaxLines(classes), false, new long[SoftmaxLines.maxLines(classes)]);
    }

    private CrossentropyLoop(
            Kind kind, int lines, int classes, Shape shape, SoftmaxLines softmax, boolean isLoaded, long[] labels) {
        this.kind = kind;
        this.lines = lines;
        this.classes = classes;
        this.shape = shape;
        this.softmax = softmax;
        this.isLoaded = isLoaded;
        this.labels = labels;
        int maxLines = softmax.maxLines();
        this.targets = new DoubleChunk(kind.isSparse() ? 0 : maxLines * classes);
        this.gradients = new DoubleChunk(maxLines);
        this.result = new DoubleChunk(maxLines * classes);
    }

    /**
     * Returns the loop that computes the gradient of these losses, to be run after this one on the same targets and
     * logits. It reuses the softmax of this loop. Empty if the kinds do not match or this loop cannot hold all lines in
     * one block.
     */
    public Optional<CrossentropyLoop> gradient(Kind gradient) {
        boolean matches = gradient.isGradient() && !kind.isGradient() && gradient.isSparse() == kind.isSparse();
        return matches && lines <= softmax.maxLines()
                ? Optional.of(new CrossentropyLoop(gradient, lines, classes, shape, softmax, true, labels))
                : Optional.empty();
    }

    @Override
    public void run(Elements[] in, Elements out) {
        for (int first = 0; first < lines; first += softmax.maxLines()) {
            int count = Math.min(softmax.maxLines(), lines - first);
            if (!isLoaded) {
                softmax.load(in[1], first, count);
            }
            if (!kind.isSparse()) {
                targets.read(in[0], first * classes, count * classes);
            } else if (!isLoaded) {
                readLabels(in[0], first, count);
            }
            if (kind.isGradient()) {
                gradients.read(in[2], first, count);
            }
            for (int line = 0; line < count; line++) {
                switch (kind) {
                    case SPARSE -> result.values()[line] = sparse(line);
                    case DENSE -> result.values()[line] = dense(line);
                    case SPARSE_GRADIENT -> sparseGradient(line);
                    case DENSE_GRADIENT -> denseGradient(line);
                }
            }
            int width = kind.isGradient() ? classes : 1;
            result.write(out, first * width, count * width);
        }
    }

    private void readLabels(Elements x, int first, int count) {
        x.readLongs(first, labels, count);
        for (int line = 0; line < count; line++) {
            long label = labels[line];
            if (label < 0 || label >= classes) {
                throw new TensorException("Invalid label: " + label + " in row " + (first + line) + " (logits " + shape
                        + " have classes 0 to " + (classes - 1) + ")");
            }
        }
    }

    private double sparse(int line) {
        return Math.log(softmax.sum(line)) - softmax.shifted()[line * classes + (int) labels[line]];
    }

    private double dense(int line) {
        double logSum = Math.log(softmax.sum(line));
        double loss = 0;
        for (int i = line * classes; i < (line + 1) * classes; i++) {
            double y = targets.values()[i];
            loss += y == 0 ? 0 : y * (logSum - softmax.shifted()[i]);
        }
        return loss;
    }

    private void sparseGradient(int line) {
        double[] to = result.values();
        double[] exponentials = softmax.exponentials();
        double gradient = gradients.values()[line];
        double factor = gradient / softmax.sum(line);
        for (int i = line * classes; i < (line + 1) * classes; i++) {
            to[i] = factor * exponentials[i];
        }
        to[line * classes + (int) labels[line]] -= gradient;
    }

    private void denseGradient(int line) {
        double[] to = result.values();
        double[] y = targets.values();
        double[] exponentials = softmax.exponentials();
        double gradient = gradients.values()[line];
        double total = 0;
        for (int i = line * classes; i < (line + 1) * classes; i++) {
            total += y[i];
        }
        double scale = total / softmax.sum(line);
        for (int i = line * classes; i < (line + 1) * classes; i++) {
            to[i] = gradient * (scale * exponentials[i] - y[i]);
        }
    }
}
