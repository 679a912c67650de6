package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.program.StepTime;
import io.kindling.program.TrainingSnapshot;
import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.CompletedStep;
import io.kindling.program.internal.collective.ShardAssignment;
import io.kindling.program.internal.collective.StatePart;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.protocol.RankFailure;
import io.kindling.program.internal.protocol.ToDriver;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.program.internal.protocol.Whereabouts;
import java.util.Arrays;
import java.util.List;

/** The wire formats of what the driver and the ranks tell each other. */
final class ProtocolFormats {
    private ProtocolFormats() {}

    static void register(Kryo kryo) {
        registerToRank(kryo);
        registerToDriver(kryo);
        kryo.register(TrainingSnapshot.class, Serializers.of(ProtocolFormats::write, ProtocolFormats::readSnapshot));
        kryo.register(CompletedStep.class, Serializers.of(ProtocolFormats::write, ProtocolFormats::readStep));
        kryo.register(StatePart.class, Serializers.of(ProtocolFormats::write, ProtocolFormats::readPart));
    }

    private static void registerToRank(Kryo kryo) {
        kryo.register(ToRank.Form.class, Serializers.of(ProtocolFormats::write, ProtocolFormats::readForm));
        kryo.register(
                ToRank.Run.class,
                Serializers.of(
                        (Output out, ToRank.Run run) -> {
                            out.writeLong(run.session());
                            out.writeLong(run.round());
                            out.writeLong(run.step());
                            out.writeLong(run.end());
                            out.writeBoolean(run.loads());
                        },
                        in -> new ToRank.Run(
                                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readBoolean())));
        kryo.register(
                ToRank.Evaluate.class,
                Serializers.of(
                        (Output out, ToRank.Evaluate evaluate) -> {
                            out.writeLong(evaluate.session());
                            out.writeLong(evaluate.round());
                        },
                        in -> new ToRank.Evaluate(in.readLong(), in.readLong())));
        kryo.register(
                ToRank.Stop.class,
                Serializers.of(
                        (Output out, ToRank.Stop stop) -> {
                            out.writeLong(stop.session());
                            out.writeLong(stop.round());
                        },
                        in -> new ToRank.Stop(in.readLong(), in.readLong())));
        kryo.register(
                ToRank.End.class,
                Serializers.of(
                        (Output out, ToRank.End end) -> out.writeLong(end.session()),
                        in -> new ToRank.End(in.readLong())));
        kryo.register(
                Whereabouts.Question.class,
                Serializers.of((Output out, Whereabouts.Question question) -> {}, in -> new Whereabouts.Question()));
        kryo.register(
                ToRank.Leave.class, Serializers.of((Output out, ToRank.Leave leave) -> {}, in -> new ToRank.Leave()));
    }

    private static void registerToDriver(Kryo kryo) {
        kryo.register(
                Join.class,
                Serializers.of(
                        (Output out, Join join) -> {
                            out.writeString(join.run());
                            out.writeString(join.member());
                            out.writeString(join.host());
                            out.writeString(join.executor());
                        },
                        in -> new Join(in.readString(), in.readString(), in.readString(), in.readString())));
        kryo.register(
                ToDriver.Formed.class,
                Serializers.of(
                        (Output out, ToDriver.Formed formed) -> {
                            out.writeLong(formed.session());
                            out.writeString(formed.place());
                        },
                        in -> new ToDriver.Formed(in.readLong(), in.readString())));
        kryo.register(
                ToDriver.Unfit.class,
                Serializers.of(
                        (Output out, ToDriver.Unfit unfit) -> {
                            out.writeLong(unfit.session());
                            out.writeString(unfit.reason());
                        },
                        in -> new ToDriver.Unfit(in.readLong(), in.readString())));
        kryo.register(
                ToDriver.StepDone.class,
                Serializers.of(
                        (Output out, ToDriver.StepDone done) -> {
                            out.writeLong(done.session());
                            out.writeLong(done.round());
                            out.writeLong(done.step());
                        },
                        in -> new ToDriver.StepDone(in.readLong(), in.readLong(), in.readLong())));
        kryo.register(
                ToDriver.RoundDone.class,
                Serializers.of(
                        (Output out, ToDriver.RoundDone done) -> {
                            out.writeLong(done.session());
                            out.writeLong(done.round());
                            out.writeLong(done.step());
                        },
                        in -> new ToDriver.RoundDone(in.readLong(), in.readLong(), in.readLong())));
        kryo.register(
                ToDriver.Evaluated.class,
                Serializers.of(
                        (Output out, ToDriver.Evaluated done) -> {
                            out.writeLong(done.session());
                            out.writeLong(done.round());
                        },
                        in -> new ToDriver.Evaluated(in.readLong(), in.readLong())));
        kryo.register(
                ToDriver.Failed.class,
                Serializers.of(
                        (Output out, ToDriver.Failed failed) -> {
                            out.writeLong(failed.session());
                            out.writeBoolean(failed.permanent());
                        },
                        in -> new ToDriver.Failed(in.readLong(), in.readBoolean())));
        kryo.register(
                Whereabouts.class,
                Serializers.of(
                        (Output out, Whereabouts where) -> {
                            out.writeString(where.what());
                            out.writeBoolean(where.isWaiting());
                            out.writeBoolean(where.isEnd());
                        },
                        in -> new Whereabouts(in.readString(), in.readBoolean(), in.readBoolean())));
        kryo.register(
                RankFailure.class,
                Serializers.of(
                        (Output out, RankFailure failure) -> {
                            Serializers.writeName(out, failure.kind());
                            out.writeString(failure.message());
                            out.writeString(failure.trace());
                        },
                        in -> new RankFailure(
                                Serializers.readName(in, RankFailure.Kind.class), in.readString(), in.readString())));
    }

    private static void write(Output out, ToRank.Form form) {
        out.writeLong(form.session());
        out.writeInt(form.rank());
        Serializers.writeList(out, form.ranks(), (each, range) -> {
            each.writeString(range.member().id());
            each.writeInt(range.member().capacity());
            each.writeInt(range.from());
            each.writeInt(range.to());
        });
        Serializers.writeName(out, form.transport().kind());
        out.writeString(form.transport().place());
    }

    private static ToRank.Form readForm(Input in) {
        return new ToRank.Form(
                in.readLong(),
                in.readInt(),
                Serializers.readList(
                        in,
                        each -> new ShardAssignment.Range(
                                new ShardAssignment.Member(each.readString(), each.readInt()),
                                each.readInt(),
                                each.readInt())),
                new ToRank.Transport(Serializers.readName(in, ToRank.Transport.Kind.class), in.readString()));
    }

    private static void write(Output out, TrainingSnapshot snapshot) {
        Serializers.writeList(out, snapshot.weights(), Serializers::writeFloats);
        writeOptimizers(out, snapshot.optimizers());
        Serializers.writeList(out, snapshot.metrics(), Serializers::writeLongs);
        out.writeLong(snapshot.step());
        out.writeInt(snapshot.epoch());
        out.writeInt(snapshot.batch());
        out.writeLong(snapshot.seen());
        Serializers.writeLongs(out, snapshot.applied());
        Serializers.writeList(out, snapshot.epochStart().stream().toList(), (each, start) -> {
            Serializers.writeList(each, start.weights(), Serializers::writeFloats);
            writeOptimizers(each, start.optimizers());
        });
    }

    private static void writeOptimizers(Output out, List<OptimizerState> optimizers) {
        Serializers.writeList(out, optimizers, (each, optimizer) -> {
            each.writeLong(optimizer.iterations());
            Serializers.writeList(each, Arrays.asList(optimizer.slots()), Serializers::writeFloats);
        });
    }

    private static List<OptimizerState> readOptimizers(Input in) {
        return Serializers.readList(
                in,
                each -> new OptimizerState(
                        each.readLong(),
                        Serializers.readList(each, Serializers::readFloats).toArray(float[][]::new)));
    }

    private static TrainingSnapshot readSnapshot(Input in) {
        return new TrainingSnapshot(
                Serializers.readList(in, Serializers::readFloats),
                readOptimizers(in),
                Serializers.readList(in, Serializers::readLongs),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                Serializers.readLongs(in),
                Serializers.readList(
                                in,
                                each -> new TrainingSnapshot.EpochStart(
                                        Serializers.readList(each, Serializers::readFloats), readOptimizers(each)))
                        .stream()
                        .findFirst(),
                0);
    }

    private static void write(Output out, CompletedStep step) {
        out.writeLong(step.step());
        out.writeInt(step.epoch());
        out.writeInt(step.batch());
        out.writeInt(step.losses().length);
        out.writeDoubles(step.losses());
        Serializers.writeList(out, step.metrics(), Serializers::writeLongs);
        out.writeInt(step.rows());
        out.writeLong(step.seen());
        out.writeLong(step.time().wholeNanos());
        out.writeLong(step.time().computeNanos());
        out.writeLong(step.time().updateNanos());
        out.writeInt(step.applied().length);
        out.writeInts(step.applied());
        Serializers.writeList(out, step.refused(), Output::writeString);
    }

    private static CompletedStep readStep(Input in) {
        return new CompletedStep(
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readDoubles(in.readInt()),
                Serializers.readList(in, Serializers::readLongs),
                in.readInt(),
                in.readLong(),
                new StepTime(in.readLong(), in.readLong(), in.readLong()),
                in.readInts(in.readInt()),
                Serializers.readList(in, Input::readString));
    }

    private static void write(Output out, StatePart part) {
        Serializers.writeList(out, part.weights(), Serializers::writeFloats);
        Serializers.writeList(out, part.iterations(), Output::writeLong);
        Serializers.writeList(out, part.slots(), (each, slice) -> {
            each.writeInt(slice.from());
            Serializers.writeList(each, slice.values(), Serializers::writeFloats);
        });
        out.writeLong(part.checksum());
        TrainingState.Progress progress = part.progress();
        out.writeLong(progress.step());
        out.writeInt(progress.epoch());
        out.writeInt(progress.batch());
        out.writeLong(progress.seen());
        Serializers.writeList(out, progress.metrics(), Serializers::writeLongs);
        Serializers.writeLongs(out, progress.applied());
    }

    private static StatePart readPart(Input in) {
        return new StatePart(
                Serializers.readList(in, Serializers::readFloats),
                Serializers.readList(in, Input::readLong),
                Serializers.readList(
                        in,
                        each -> new StatePart.SlotSlice(
                                each.readInt(), Serializers.readList(each, Serializers::readFloats))),
                in.readLong(),
                new TrainingState.Progress(
                        in.readLong(),
                        in.readInt(),
                        in.readInt(),
                        in.readLong(),
                        Serializers.readList(in, Serializers::readLongs),
                        Serializers.readLongs(in)));
    }
}
