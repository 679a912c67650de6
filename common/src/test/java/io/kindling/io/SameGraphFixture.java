package io.kindling.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;

/** Checks that models are made of the same layers, each of them used in the same places, and have the same weights. */
final class SameGraphFixture {
    private final Map<Layer, Layer> counterparts = new IdentityHashMap<>();
    private final Map<Layer, Layer> originals = new IdentityHashMap<>();

    private SameGraphFixture() {}

    static void assertSame(Map<String, Model> expected, Map<String, Model> actual) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        new SameGraphFixture().compare(expected.values(), actual.values());
        assertThat(ModelGraph.describe(actual)).isEqualTo(ModelGraph.describe(expected));
        Iterator<Model> others = actual.values().iterator();
        for (Model model : expected.values()) {
            assertThat(floats(others.next())).isDeepEqualTo(floats(model));
        }
    }

    private static float[][] floats(Model model) {
        return model.weights().stream().map(weight -> weight.tensor().floats()).toArray(float[][]::new);
    }

    private void compare(Collection<? extends Layer> expected, Collection<? extends Layer> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        Iterator<? extends Layer> others = actual.iterator();
        for (Layer layer : expected) {
            compare(layer, others.next());
        }
    }

    private void compare(Layer expected, Layer actual) {
        Layer counterpart = counterparts.putIfAbsent(expected, actual);
        Layer original = originals.putIfAbsent(actual, expected);
        if (counterpart == null && original == null) {
            assertThat(actual.getClass()).isSameAs(expected.getClass());
            compare(expected.layers(), actual.layers());
        } else {
            assertThat(actual).as("the counterpart of %s", expected).isSameAs(counterpart);
            assertThat(expected).as("the original of %s", actual).isSameAs(original);
        }
    }
}
