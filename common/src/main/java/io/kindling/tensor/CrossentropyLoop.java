package io.kindling.tensor;

import java.util.Optional;

/**
 * Cross-entropy of softmax, or its gradient by the logits, in float64, some lines at a time. Inputs (targets, logits), and
 * of a gradient that by the losses.
 */
final class CrossentropyLoop implements JavaKernel.Loop {
    /** Whether targets are a class for each line, or a number for each class; and what is computed. */
    enum Kind {
        SPARSE,
        DENSE,
        SPARSE_GRADIENT,
        DENSE_GRADIENT;

        boolean isSparse() {
            return this == SPARSE || this == SPARSE_GRADIENT;
        }

        boolean isGradient() {
            return this == SPARSE_GRADIENT || this == DENSE_GRADIENT;
        }
    }

    private final Kind kind;
    private final int lines;
    private final int classes;
    private final Shape shape;
    private final SoftmaxLines softmax;
    /** Whether another loop has read these lines, and their labels, before this one runs. */
    private final boolean isRead;

    private final long[] labels;
    private final Stretch targets;
    private final Stretch gradients;
    private final Stretch result;

    /** @param shape of the logits, which are so many lines of so many classes */
    CrossentropyLoop(Kind kind, int lines, int classes, Shape shape) {
        this(kind, lines, classes, shape, new SoftmaxLines(classes), false, new long[SoftmaxLines.most(classes)]);
    }

    private CrossentropyLoop(
            Kind kind, int lines, int classes, Shape shape, SoftmaxLines softmax, boolean isRead, long[] labels) {
        this.kind = kind;
        this.lines = lines;
        this.classes = classes;
        this.shape = shape;
        this.softmax = softmax;
        this.isRead = isRead;
        this.labels = labels;
        int most = softmax.most();
        this.targets = new Stretch(kind.isSparse() ? 0 : most * classes);
        this.gradients = new Stretch(most);
        this.result = new Stretch(most * classes);
    }

    /**
     * The loop of the gradient of these losses, to be run after this one has been, on the same targets and logits: it takes
     * their softmax from this one, which must hold all lines at once.
     */
    Optional<CrossentropyLoop> gradient(Kind gradient) {
        boolean isOfThese = gradient.isGradient() && !kind.isGradient() && gradient.isSparse() == kind.isSparse();
        return isOfThese && lines <= softmax.most()
                ? Optional.of(new CrossentropyLoop(gradient, lines, classes, shape, softmax, true, labels))
                : Optional.empty();
    }

    @Override
    public void run(Elements[] in, Elements out) {
        for (int first = 0; first < lines; first += softmax.most()) {
            int count = Math.min(softmax.most(), lines - first);
            if (!isRead) {
                softmax.load(in[1], first, count);
            }
            if (!kind.isSparse()) {
                targets.read(in[0], first * classes, count * classes);
            } else if (!isRead) {
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
        x.readWhole(first, labels, count);
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
        double share = total / softmax.sum(line);
        for (int i = line * classes; i < (line + 1) * classes; i++) {
            to[i] = gradient * (share * exponentials[i] - y[i]);
        }
    }
}
