package io.kindling.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.Elementwise;
import io.kindling.tensor.internal.ops.MatMul;
import io.kindling.tensor.internal.ops.Reduce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Resident memory as the operating system sees it, in a separate process whose heap is committed at the start.
 *
 * @see Memory
 */
class ResidentMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String[] HEAP = {"-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch"};

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
    }

    @Test
    void stepsInScopes_keepResidentMemoryFlat() throws Exception {
        long growth = megabytes(StepsInScopes.class);
        assertThat(growth).as("megabytes grown over 8,000 steps of 1 MB each").isLessThan(24);
    }

    @Test
    void tensorsWithoutScopes_keepResidentMemoryBounded() throws Exception {
        long growth = megabytes(TensorsWithoutScopes.class);
        assertThat(growth)
                .as("megabytes grown while 6,000 tensors of 1 MB were created")
                .isLessThan(700);
    }

    private static long megabytes(Class<?> main) throws Exception {
        return Long.parseLong(new ForkedJvm().options(HEAP).run(main).strip());
    }

    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .sum();
    }

    /** Prints by how many megabytes the process grows between steps 2,000 and 10,000. */
    static final class StepsInScopes {
        private StepsInScopes() {}

        @SuppressWarnings("try") // a scope works by being open
        public static void main(String[] args) throws IOException {
            Tensor weights = Tensor.ones(784, 64);
            Tensor bias = Tensor.ones(64);
            long before = 0;
            try (MemoryPool pool = new MemoryPool()) {
                for (int step = 0; step < 10_000; step++) {
                    if (step == 2_000) {
                        before = resident();
                    }
                    try (TensorScope scope = TensorScope.open(pool)) {
                        step(weights, bias);
                    }
                }
            }
            System.out.println(resident() - before);
        }

        private static void step(Tensor weights, Tensor bias) {
            Tensor x = Tensor.full(DType.FLOAT32, Shape.of(64, 28, 28), 0.5);
            Tensor rows = Arrange.reshape(x, Shape.of(64, 784));
            Tensor sums = Elementwise.add(MatMul.multiply(rows, weights, false, false), bias);
            Tensor activations = Elementwise.maximum(Tensor.scalar(0), sums);
            Tensor gradient = MatMul.multiply(rows, activations, true, false);
            Reduce.sum(Elementwise.multiply(gradient, weights), List.of(0, 1), false)
                    .item();
            Reduce.sum(activations, List.of(0), false);
        }
    }

    /** Prints the largest growth of the process in megabytes. */
    static final class TensorsWithoutScopes {
        private TensorsWithoutScopes() {}

        public static void main(String[] args) throws IOException {
            Tensor megabyte = Tensor.ones(DType.UINT8, Shape.of(1 << 20));
            long before = resident();
            long most = before;
            for (int i = 0; i < 6_000; i++) {
                Arrange.slice(megabyte, Shape.of(0), Shape.of(1 << 20));
                if (i % 50 == 0) {
                    most = Math.max(most, resident());
                }
            }
            System.out.println(most - before);
        }
    }
}
