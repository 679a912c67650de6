package io.kindling.nn.layer;

import io.kindling.autodiff.op.Sliding.Padding;
import java.util.Locale;

/** The paddings of sliding windows under their Keras names. */
final class Paddings {
    private Paddings() {}

    static Padding named(String name) {
        for (Padding padding : Padding.values()) {
            if (name(padding).equals(name)) {
                return padding;
            }
        }
        throw new IllegalArgumentException("Invalid padding: '" + name + "' (valid or same)");
    }

    static String name(Padding padding) {
        return padding.name().toLowerCase(Locale.ROOT);
    }
}
