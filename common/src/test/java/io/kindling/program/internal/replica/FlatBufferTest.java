package io.kindling.program.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges that begin and end anywhere within weights, some of which are empty. */
class FlatBufferTest {
    private static final int SIZE = 11;

    private static FlatBuffer of(int... sizes) {
        List<WeightLayout.Slice> slices = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            slices.add(new WeightLayout.Slice("w" + slices.size(), Shape.of(size), from, true));
            from += size;
        }
        return new GradientBuffer(new WeightLayout(slices, from)).all();
    }

    /** The values 1 to 11. */
    private static FlatBuffer counting() {
        FlatBuffer counting = of(6, 0, 2, 3);
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = i + 1;
        }
        counting.write(0, SIZE, values, 0);
        return counting;
    }

    private static float[] all(FlatBuffer regions) {
        float[] all = new float[regions.size()];
        regions.read(0, all.length, all, 0);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"0, 11", "0, 6", "6, 8", "3, 11", "5, 9", "7, 7", "11, 11", "0, 0"})
    void range_isReadAndWritten(int first, int end) {
        float[] read = new float[SIZE + 2];
        counting().read(first, end, read, 1);
        FlatBuffer written = of(6, 0, 2, 3);
        written.write(first, end, read, 1);

        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).isEqualTo(i >= 1 && i <= end - first ? first + i : 0);
        }
        float[] all = all(written);
        for (int i = 0; i < SIZE; i++) {
            assertThat(all[i]).isEqualTo(i >= first && i < end ? i + 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 11", "0, 6", "6, 8", "3, 11", "5, 9", "7, 7", "11, 11", "0, 0"})
    void bytes_areTheMemoryOfARange(int first, int end) {
        FlatBuffer counting = counting();
        int next = first;
        for (ByteBuffer bytes : counting.bytes(first, end)) {
            FloatBuffer floats = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
            while (floats.hasRemaining()) {
                assertThat(floats.get(floats.position())).isEqualTo(++next);
                floats.put(-next);
            }
        }
        assertThat(next).isEqualTo(end);
        float[] all = all(counting);
        for (int i = 0; i < SIZE; i++) {
            assertThat(all[i]).isEqualTo(i >= first && i < end ? -(i + 1) : i + 1);
        }
    }

    /** The other regions have other boundaries. */
    @ParameterizedTest
    @CsvSource({"0, 11, 0", "0, 6, 3", "6, 8, 0", "2, 9, 1", "2, 9, 4", "11, 11, 11", "4, 4, 0", "0, 3, 8"})
    void range_isWrittenFromOtherRegions(int first, int end, int at) {
        FlatBuffer written = of(1, 4, 0, 5, 0, 1);
        written.write(first, end, counting(), at);

        float[] all = all(written);
        for (int i = 0; i < SIZE; i++) {
            assertThat(all[i]).isEqualTo(i >= first && i < end ? at + i - first + 1 : 0);
        }
    }
}
