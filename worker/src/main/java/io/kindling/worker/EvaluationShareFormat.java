package io.kindling.worker;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.nn.loss.LossTerm;
import io.kindling.program.EvaluationShare;
import io.kindling.program.EvaluationShare.TermTotal;

/** The wire format of {@link EvaluationShare}. */
final class EvaluationShareFormat implements Serializers.Format<EvaluationShare> {
    @Override
    public void write(Output output, EvaluationShare partial) {
        output.writeLong(partial.rows());
        Serializers.writeList(output, partial.terms(), EvaluationShareFormat::writeTerm);
        Serializers.writeList(output, partial.metrics(), Serializers::writeLongs);
    }

    @Override
    public EvaluationShare read(Input input) {
        return new EvaluationShare(
                input.readLong(),
                Serializers.readList(input, EvaluationShareFormat::readTerm),
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
