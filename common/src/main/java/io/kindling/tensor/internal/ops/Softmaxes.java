package io.kindling.tensor.internal.ops;

import io.kindling.tensor.Memory;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.JavaKernel;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import io.kindling.tensor.internal.loop.DoubleChunk;
import io.kindling.tensor.internal.loop.SoftmaxLines;

/** Softmax over the last axis, computed in Java in float64; stable for large inputs. */
public final class Softmaxes {
    /** The sizes of a kernel: number of lines along the last axis and their length. */
    private record Lines(int lines, int length, boolean logarithm) {}

    private Softmaxes() {}

    public static Tensor softmax(Tensor x) {
        return overLastAxis(x, false);
    }

    public static Tensor logSoftmax(Tensor x) {
        return overLastAxis(x, true);
    }

    private static Tensor overLastAxis(Tensor x, boolean logarithm) {
        if (x.shape().size() == 0) {
            return Memory.allocate(x.dtype(), x.shape());
        }
        int length = x.shape().dim(-1);
        Lines lines = new Lines(Math.toIntExact(x.shape().size() / length), length, logarithm);
        return PreparedKernels.run(lines, Softmaxes::prepare, x.dtype(), x.shape(), x);
    }

    private static PreparedKernel prepare(Lines sizes) {
        int length = sizes.length();
        SoftmaxLines lines = new SoftmaxLines(length);
        DoubleChunk result = new DoubleChunk(lines.maxLines() * length);
        return new JavaKernel(1, (in, out) -> {
            for (int first = 0; first < sizes.lines(); first += lines.maxLines()) {
                int count = Math.min(lines.maxLines(), sizes.lines() - first);
                lines.load(in[0], first, count);
                for (int line = 0; line < count; line++) {
                    if (sizes.logarithm()) {
                        subtract(lines.shifted(), Math.log(lines.sum(line)), result.values(), line * length, length);
                    } else {
                        multiply(lines.exponentials(), 1 / lines.sum(line), result.values(), line * length, length);
                    }
                }
                result.write(out, first * length, count * length);
            }
        });
    }

    private static void subtract(double[] x, double number, double[] result, int from, int count) {
        for (int i = from; i < from + count; i++) {
            result[i] = x[i] - number;
        }
    }

    private static void multiply(double[] x, double factor, double[] result, int from, int count) {
        for (int i = from; i < from + count; i++) {
            result[i] = x[i] * factor;
        }
    }
}
