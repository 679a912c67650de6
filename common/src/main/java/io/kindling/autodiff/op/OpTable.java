package io.kindling.autodiff.op;

import io.kindling.autodiff.internal.Op;
import io.kindling.autodiff.internal.OpFamily;
import java.util.List;

/** The table of all operations. */
public final class OpTable {
    private static final List<OpFamily> FAMILIES = List.of(
            Arithmetic.FAMILY,
            Comparison.FAMILY,
            Logic.FAMILY,
            Functions.FAMILY,
            Reductions.FAMILY,
            Linear.FAMILY,
            Convolution.FAMILY,
            Pooling.FAMILY,
            Shaping.FAMILY,
            Slicing.FAMILY,
            Types.FAMILY,
            Indexing.FAMILY,
            Crossentropy.FAMILY,
            GradientControl.FAMILY,
            Random.FAMILY);

    private OpTable() {}

    public static List<OpFamily> families() {
        return FAMILIES;
    }

    public static List<Op<?>> ops() {
        return FAMILIES.stream().<Op<?>>flatMap(family -> family.ops().stream()).toList();
    }
}
