package io.kindling.nn.initializer;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.nn.Initializer;
import io.kindling.tensor.Distribution;
import io.kindling.tensor.RandomKey;
import io.kindling.tensor.Shape;
import io.kindling.tensor.internal.ops.Draws;
import java.util.Arrays;

/**
 * A multiple of a random matrix with orthonormal rows or columns, whichever are fewer; axes before the last are flattened
 * into rows. The matrix is uniformly distributed: a Gaussian matrix, orthonormalized by two Gram-Schmidt passes for accuracy.
 */
public record Orthogonal(double gain) implements Initializer {
    public static Orthogonal of() {
        return of(1);
    }

    public static Orthogonal of(double gain) {
        return new Orthogonal(gain);
    }

    static Orthogonal from(Config config) {
        return of(config.number("gain", 1));
    }

    @Override
    public float[] values(Shape shape, long seed) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException("Invalid shape: " + shape + " (Orthogonal needs at least two axes)");
        }
        int columns = shape.dim(-1);
        int rows = columns == 0 ? 0 : Math.toIntExact(shape.size() / columns);
        double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            int column = i % columns;
            values[i] = (float) (gain * (rows < columns ? vectors[row][column] : vectors[column][row]));
        }
        return values;
    }

    private static double[][] orthonormal(int count, int length, long seed) {
        double[] draws = Draws.draw(Distribution.NORMAL, RandomKey.of(seed), count * length);
        double[][] vectors = new double[count][];
        for (int v = 0; v < count; v++) {
            vectors[v] = Arrays.copyOfRange(draws, v * length, (v + 1) * length);
            for (int pass = 0; pass < 2; pass++) {
                for (int before = 0; before < v; before++) {
                    subtract(vectors[v], dot(vectors[v], vectors[before]), vectors[before]);
                }
                divide(vectors[v], Math.sqrt(dot(vectors[v], vectors[v])));
            }
        }
        return vectors;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void subtract(double[] from, double factor, double[] vector) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= factor * vector[i];
        }
    }

    private static void divide(double[] vector, double by) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= by;
        }
    }

    @Override
    public Config config() {
        return Config.of(Registry.KIND, "Orthogonal", "gain", gain);
    }
}
