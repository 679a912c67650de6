package io.kindling.worker.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.nn.LossTerm;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.StepTime;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.collective.StatePart;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.protocol.RankFailure;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.protocol.Whereabouts;
import io.kindling.program.internal.replica.PartialEvaluation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The reader of what the driver and a rank send each other. */
class ControlMessageTest {
    private static final int INPUTS = 100_000;
    /** Where mutations are likely to find a limit: lengths, and the numbers of classes. */
    private static final int[] EDGES = {0, 1, -1, 2, 100, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private static final List<float[]> WEIGHTS = List.of(new float[] {1, 2, 3}, new float[0]);

    private record Sent(byte[] bytes, Class<?> content) {}

    private static Sent sent(Object header, Object content) {
        return new Sent(bytes(ControlMessage.of(header, content)), content.getClass());
    }

    private static byte[] bytes(ByteBuffer... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(ByteBuffer::remaining).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    /** A message of each kind, with what comes with it. */
    private static List<Sent> valid() {
        TrainingState.Progress progress =
                new TrainingState.Progress(8, 1, 2, 100, List.of(new long[] {5}), new long[] {8});
        List<OptimizerState> optimizers = List.of(new OptimizerState(3, new float[][] {{1, 2}, {3, 4}}));
        TrainingSnapshot snapshot = new TrainingSnapshot(
                WEIGHTS,
                optimizers,
                List.of(new long[] {5}),
                8,
                1,
                2,
                100,
                new long[] {8},
                Optional.of(new TrainingSnapshot.EpochStart(WEIGHTS, optimizers)),
                0);
        StatePart part = new StatePart(
                WEIGHTS, List.of(3L), List.of(new StatePart.SlotSlice(1, List.of(new float[] {1, 2}))), 77, progress);
        CompletedStep step = new CompletedStep(
                8,
                1,
                2,
                new double[] {0.5},
                List.of(new long[] {5}),
                64,
                100,
                new StepTime(3, 2, 1),
                new int[] {1},
                List.of("refused"));
        PartialEvaluation evaluation = new PartialEvaluation(
                10,
                List.of(new PartialEvaluation.TermTotal(LossTerm.Kind.MEAN, new long[] {1, 2}, 10)),
                List.of(new long[] {3}));
        ShardAssignment.Range range = new ShardAssignment.Range(new ShardAssignment.Member("host:1/2", 1), 0, 4);
        ToRank.Transport transport = new ToRank.Transport(ToRank.Transport.Kind.MAPPED, "/dev/shm/x");
        RankFailure failure = new RankFailure(RankFailure.Kind.PHASE, "it threw", "at a");
        return List.of(
                sent(new Join("run", "host:1/2", "host", "0"), failure),
                sent(new ToRank.Form(1, 0, List.of(range), transport), failure),
                sent(new ToRank.Run(1, 2, 3, 4, true), snapshot),
                sent(new ToRank.Evaluate(1, 2), new float[][] {{1, 2}, {}}),
                sent(new ToDriver.Formed(1, "/dev/shm/x"), failure),
                sent(new ToDriver.StepDone(1, 2, 3), new ArrayList<>(List.of(step, step))),
                sent(new ToDriver.RoundDone(1, 2, 3), part),
                sent(new ToDriver.Evaluated(1, 2), new ArrayList<>(List.of(evaluation))),
                sent(new ToDriver.Failed(1, true), failure),
                sent(new Whereabouts("phase 'train'", true, false), failure));
    }

    @Test
    void validMessages_areReadWithTheirContent() {
        for (Sent sent : valid()) {
            ControlMessage read = ControlMessage.read(ByteBuffer.wrap(sent.bytes()));
            assertThat(read.content(sent.content())).isInstanceOf(sent.content());
        }
    }

    /** No input leads to another error, or takes memory that it does not have bytes for. */
    @Test
    void anyInput_isReadOrRefused() {
        int seed = 23;
        SplittableRandom random = new SplittableRandom(seed);
        List<Sent> valid = valid();
        int refused = 0;
        for (int input = 0; input < INPUTS; input++) {
            Sent sent = valid.get(random.nextInt(valid.size()));
            try {
                ControlMessage.read(ByteBuffer.wrap(mutated(sent.bytes(), random)))
                        .content(sent.content());
            } catch (ExchangeException declared) {
                refused++;
            } catch (Throwable undeclared) {
                throw new AssertionError("seed " + seed + ", input " + input, undeclared);
            }
        }
        // The inputs reach both ends.
        assertThat(refused).isBetween(INPUTS / 4, INPUTS - INPUTS / 20);
    }

    private static byte[] mutated(byte[] valid, SplittableRandom random) {
        byte[] bytes = valid.clone();
        if (random.nextInt(16) == 0) {
            bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
        }
        for (int i = random.nextInt(1, 4); i > 0 && bytes.length >= Integer.BYTES; i--) {
            int at = random.nextInt(bytes.length - Integer.BYTES + 1);
            if (random.nextBoolean()) {
                bytes[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                ByteBuffer.wrap(bytes).putInt(at, EDGES[random.nextInt(EDGES.length)]);
            }
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
    }

    @Test
    void emptyMessage_isRefused() {
        assertThatThrownBy(() -> ControlMessage.read(ByteBuffer.allocate(0)))
                .isInstanceOf(ExchangeException.class)
                .hasMessage("Received what no endpoint sends: a header of -1 bytes in 0.");
    }

    /** A class that is named is not loaded: the number 1 announces a name. */
    @Test
    void namedClass_isRefused() {
        byte[] name = bytes(ByteBuffer.wrap(new byte[] {0, 0, 0, 3, 1, 0, 0}));
        assertThatThrownBy(() -> ControlMessage.read(ByteBuffer.wrap(name)))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContaining("A class that is named");
    }
}
