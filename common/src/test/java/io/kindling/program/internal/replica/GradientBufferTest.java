package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.program.OffHeap;
import io.kindling.tensor.Region;
import io.kindling.tensor.Shape;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class GradientBufferTest {
    private static final WeightLayout LAYOUT = new WeightLayout(
            List.of(
                    new WeightLayout.Slice("kernel", Shape.of(3, 2), 0, true),
                    new WeightLayout.Slice("empty", Shape.of(0), 6, true),
                    new WeightLayout.Slice("bias", Shape.of(2), 6, true)),
            8);

    @Test
    void newMemory_isZero() {
        assertThat(new GradientBuffer(LAYOUT).toArray()).containsOnly(0f).hasSize(8);
    }

    @Test
    void memory_isFreedOnlyWhenNoPartIsReachable() throws InterruptedException {
        int size = 1 << 24;
        WeightLayout large = new WeightLayout(List.of(new WeightLayout.Slice("w", Shape.of(size), 0, true)), size);
        long before = OffHeap.settledBytes();
        long limit = before + size * Float.BYTES / 2;
        Region[] part = {new GradientBuffer(large).of(0)};
        assertThat(Pointer.totalBytes() - before).isEqualTo(GradientBuffer.allocated(large));

        assertThat(OffHeap.settledBytes()).isGreaterThan(limit);
        assertThat(part[0].number(7)).isZero();

        part[0] = null;
        assertThat(OffHeap.bytesOnceAtMost(limit)).isLessThan(limit);
    }
}
