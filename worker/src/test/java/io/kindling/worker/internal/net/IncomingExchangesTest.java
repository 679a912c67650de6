package io.kindling.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.program.internal.exchange.ExchangeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reader of what another rank sends: bytes in, exchanges out. */
class IncomingExchangesTest {
    private static final long SESSION = 7;
    private static final int FROM = 1;
    private static final int MAX_MESSAGE = 40;
    private static final int EXCHANGES = 6;
    /** Longer than a frame, and none. */
    private static final int[] LONG = {OutgoingFrames.DATA_BYTES + 100, 0};

    private static final int[] SHORT = {60, 12};
    private static final int[] WEIGHT_BYTES = {24, 8};
    private static final int INPUTS = 100_000;
    /** Where mutations are likely to find a limit. */
    private static final int[] EDGES = {0, 1, -1, 2, 3, 24, 60, 61, 1 << 18, Integer.MAX_VALUE, Integer.MIN_VALUE};

    /** What reads, and where to. */
    private static final class Reading {
        final List<ByteBuffer> gradients;
        final List<ByteBuffer> weights = buffers(WEIGHT_BYTES);
        final IncomingExchanges exchanges;
        final FrameReader reader;
        long published;
        int arrived;

        Reading(int[] gradientBytes) {
            gradients = buffers(gradientBytes);
            exchanges = new IncomingExchanges(
                    SESSION,
                    FROM,
                    MAX_MESSAGE,
                    List.of(
                            new IncomingExchanges.Places(span(gradients.get(0)), span(weights.get(0))),
                            new IncomingExchanges.Places(span(gradients.get(1)), span(weights.get(1)))),
                    () -> published,
                    () -> arrived++);
            reader = new FrameReader(ExchangeHeader.BYTES + MAX_MESSAGE + OutgoingFrames.DATA_BYTES, exchanges);
        }

        private static List<ByteBuffer> buffers(int[] sizes) {
            return Arrays.stream(sizes).mapToObj(ByteBuffer::allocate).toList();
        }
    }

    /** In two buffers. */
    private static ByteSpan span(ByteBuffer bytes) {
        int half = bytes.capacity() / 2;
        return new ByteSpan(List.of(bytes.slice(0, half), bytes.slice(half, bytes.capacity() - half)));
    }

    private static byte[] data(int number, int size) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (i * 7 + i / 251 + number);
        }
        return data;
    }

    private static byte[] message(int number) {
        return number % 3 == 2 ? new byte[0] : data(number, 10 + number);
    }

    /** Exchange {@code number}, of phase 0 and then of phase 1. */
    private static byte[] sent(int number, int[] gradientBytes) {
        int phase = number / 3;
        int size = number % 3 == 0 ? gradientBytes[phase] : number % 3 == 1 ? 0 : WEIGHT_BYTES[phase];
        OutgoingFrames frames =
                new OutgoingFrames(SESSION, phase, FROM, new ByteSpan(List.of(ByteBuffer.wrap(data(number, size)))));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < frames.count(); i++) {
            ByteBuffer[] parts = frames.frame(i, number, message(number));
            int length = Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum();
            sent.writeBytes(bytes(FrameReader.header(FrameReader.MESSAGE, length)));
            Arrays.stream(parts).map(IncomingExchangesTest::bytes).forEach(sent::writeBytes);
        }
        return sent.toByteArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"1", "13", "1000", "1000000"})
    void exchanges_areReadIntoTheirPlaces(int most) {
        SplittableRandom random = new SplittableRandom(3);
        Reading reading = new Reading(LONG);
        for (int number = 0; number < EXCHANGES; number++) {
            reading.published = number;
            ByteBuffer stream = ByteBuffer.wrap(sent(number, LONG));
            while (stream.hasRemaining()) {
                int count = Math.min(stream.remaining(), random.nextInt(1, most + 1));
                reading.reader.read(stream.slice(stream.position(), count));
                stream.position(stream.position() + count);
            }
            assertThat(reading.arrived).isEqualTo(number + 1);
            assertThat(reading.exchanges.received()).isEqualTo(number + 1);
            assertThat(reading.exchanges.message(number)).isEqualTo(message(number));
            assertThat(reading.exchanges.phase(number)).isEqualTo(number / 3);
        }
        for (int phase = 0; phase < 2; phase++) {
            assertThat(reading.gradients.get(phase).array()).isEqualTo(data(3 * phase, LONG[phase]));
            assertThat(reading.weights.get(phase).array()).isEqualTo(data(3 * phase + 2, WEIGHT_BYTES[phase]));
        }
    }

    @Test
    void exchangeTooEarly_isRefused() {
        Reading reading = new Reading(LONG);
        reading.reader.read(ByteBuffer.wrap(sent(0, LONG)));
        assertThatThrownBy(() -> reading.reader.read(ByteBuffer.wrap(sent(1, LONG))))
                .isInstanceOf(ExchangeException.class)
                .hasMessage("Rank 1 sent what no rank of session 7 sends here: exchange 1, and not 0.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 8; a frame of rank 1 in session 8",
                "12; 9; exchange 9, and not 0",
                "16; 2; exchange 0 of phase 2",
                "16; -1; exchange 0 of phase -1",
                "20; 0; a frame of rank 0 in session 7",
                "24; 41; a message of 41 bytes, at most 40",
                "24; -1; a message of -1 bytes, at most 40",
                "32; 4; bytes 4 to 262148 of 262244, and not 0 and the following"
            })
    void damagedHeader_isRefused(int at, int value, String reason) {
        byte[] stream = sent(0, LONG);
        ByteBuffer.wrap(stream).putInt(FrameReader.HEADER_BYTES + (at == 0 ? 4 : at), value);
        assertThatThrownBy(() -> new Reading(LONG).reader.read(ByteBuffer.wrap(stream)))
                .isInstanceOf(ExchangeException.class)
                .hasMessage("Rank 1 sent what no rank of session 7 sends here: " + reason + ".");
    }

    /** No input leads to another error, or to more exchanges than were sent. */
    @Test
    void anyInput_isReadOrRefused() {
        int seed = 20;
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> valid = new ArrayList<>();
        for (int number = 0; number < EXCHANGES; number++) {
            valid.add(sent(number, SHORT));
        }
        int refused = 0;
        int complete = 0;
        for (int input = 0; input < INPUTS; input++) {
            Reading reading = new Reading(SHORT);
            reading.published = random.nextInt(EXCHANGES + 1);
            try {
                reading.reader.read(ByteBuffer.wrap(mutated(valid, random)));
            } catch (ExchangeException declared) {
                refused++;
            } catch (Throwable undeclared) {
                throw new AssertionError("seed " + seed + ", input " + input, undeclared);
            }
            if (reading.arrived > reading.published + 1) {
                throw new AssertionError("seed " + seed + ", input " + input + ": a rank was two exchanges ahead");
            }
            complete += reading.arrived;
        }
        // The inputs reach both ends.
        assertThat(refused).isBetween(INPUTS / 4, INPUTS - INPUTS / 20);
        assertThat(complete).isGreaterThan(INPUTS);
    }

    private static byte[] mutated(List<byte[]> valid, SplittableRandom random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        int first = random.nextInt(8) == 0 ? random.nextInt(EXCHANGES) : 0;
        for (int number = first; number < EXCHANGES; number++) {
            if (random.nextInt(16) != 0) {
                stream.writeBytes(valid.get(number));
            }
            if (random.nextInt(32) == 0) {
                stream.writeBytes(bytes(FrameReader.header(FrameReader.ALIVE, 0)));
            }
        }
        byte[] bytes = stream.toByteArray();
        if (random.nextInt(16) == 0) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length >= Integer.BYTES; i--) {
            int at = random.nextInt(bytes.length - Integer.BYTES + 1);
            if (random.nextBoolean()) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                ByteBuffer.wrap(bytes).putInt(at / 4 * 4, EDGES[random.nextInt(EDGES.length)]);
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }
}
