package io.kindling.worker.internal;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.nn.LossTerm;
import io.kindling.program.internal.replica.PartialEvaluation;
import io.kindling.program.internal.replica.PartialEvaluation.TermTotal;

/** The wire format of {@link PartialEvaluation}. */
public final class PartialEvaluationFormat implements Serializers.Format<PartialEvaluation> {
    @Override
    public void write(Output output, PartialEvaluation partial) {
        output.writeLong(partial.rows());
        Serializers.writeList(output, partial.terms(), PartialEvaluationFormat::writeTerm);
        Serializers.writeList(output, partial.metrics(), Serializers::writeLongs);
    }

    @Override
    public PartialEvaluation read(Input input) {
        return new PartialEvaluation(
                input.readLong(),
                Serializers.readList(input, PartialEvaluationFormat::readTerm),
                Serializers.readList(input, Serializers::readLongs));
    }

    private static void writeTerm(Output output, TermTotal term) {
        Serializers.writeName(output, term.kind());
        Serializers.writeLongs(output, term.sum());
        output.writeLong(term.count());
    }

    private static TermTotal readTerm(Input input) {
        return new TermTotal(
                Serializers.readName(input, LossTerm.Kind.class), Serializers.readLongs(input), input.readLong());
    }
}
