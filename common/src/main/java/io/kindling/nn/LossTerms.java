package io.kindling.nn;

import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/** A loss as a sum of {@linkplain LossTerm terms}. Immutable. */
public record LossTerms(List<LossTerm> terms) {
    public LossTerms {
        terms = List.copyOf(terms);
        terms.forEach(LossTerm::requireAdditive);
    }

    public static LossTerms of(LossTerm... terms) {
        return new LossTerms(List.of(terms));
    }

    public LossTerms plus(LossTerms other) {
        return new LossTerms(Stream.concat(terms.stream(), other.terms.stream()).toList());
    }

    public LossTerms plus(LossTerm term) {
        return plus(of(term));
    }

    /** Returns the sum of terms as a scalar, 0 for none, if this call computed the whole batch: {@code sum(model.losses())}. */
    public static Tensor sum(List<LossTerm> terms) {
        return new LossTerms(terms).value();
    }

    /** Returns the loss as a scalar, if this call computed the whole batch: for training loops on one machine. */
    public Tensor value() {
        return terms.stream().map(LossTerm::value).reduce(Ops::add).orElseGet(() -> Tensor.scalar(0));
    }
}
