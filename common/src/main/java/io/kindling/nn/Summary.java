package io.kindling.nn;

import io.kindling.autodiff.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table of a model's layers, exactly as Keras 2.13 prints it ({@code utils/layer_utils.py}): 65 characters wide for a
 * chain of layers, otherwise 98 with a column of connections.
 */
final class Summary {
    private static final List<String> BREAK_AFTER = List.of("),", "},", "],", "',");
    private static final List<String> HEADER = List.of("Layer (type)", "Output Shape", "Param #", "Connected to");
    private static final List<String> UNITS = List.of("Byte", "KB", "MB", "GB", "TB", "PB");

    private final Model model;
    private final boolean chain;
    private final boolean nested;
    private final int width;
    /** The end position of each column, in characters. */
    private final int[] ends;

    private final StringBuilder text = new StringBuilder();

    private Summary(Model model, boolean nested) {
        this.model = model;
        this.nested = nested;
        this.chain = model.isChain();
        this.width = chain ? 65 : 98;
        double[] fractions = chain ? new double[] {.45, .85, 1} : new double[] {.3, .6, .7, 1};
        this.ends = Arrays.stream(fractions)
                .mapToInt(fraction -> (int) (width * fraction))
                .toArray();
    }

    /** Returns the table; if nested, with the layers of nested models. */
    static String of(Model model, boolean nested) {
        return new Summary(model, nested).print();
    }

    private String print() {
        line("Model: \"" + model.name() + "\"");
        rule("_");
        row(HEADER.subList(0, ends.length), 0);
        rule("=");
        shownLayers(model).forEach(layer -> layer(model, layer, 0, false));
        rule("=");
        Set<Variable> trainable = new LinkedHashSet<>(model.trainableWeights());
        List<Variable> others = model.weights().stream()
                .filter(weight -> !trainable.contains(weight))
                .toList();
        total("Total params: ", model.weights());
        total("Trainable params: ", List.copyOf(trainable));
        total("Non-trainable params: ", others);
        rule("_");
        return text.substring(0, text.length() - 1);
    }

    /** The layers to show: without the input of a sequential model. */
    private static List<Layer> shownLayers(Model model) {
        return model.style() == Model.Style.FUNCTIONAL
                ? model.layers()
                : model.layers().stream()
                        .filter(layer -> !(layer instanceof InputLayer))
                        .toList();
    }

    private void layer(Model owner, Layer layer, int level, boolean last) {
        List<LayerCall> calls =
                owner.calls().stream().filter(call -> call.layer() == layer).toList();
        List<String> cells = new ArrayList<>(List.of(
                layer.name() + " (" + layer.className() + ")",
                shapes(layer, calls),
                Long.toString(layer.countParams())));
        if (!chain) {
            cells.add(level == 0 ? connections(calls) : "[]");
        }
        row(cells, level);
        boolean closes = last;
        if (nested && layer instanceof Model inner) {
            String bars = "|".repeat(level + 1);
            line(bars + "¯".repeat(width - 2 * level - 2) + bars);
            List<Layer> layers = shownLayers(inner);
            for (int i = 0; i < layers.size(); i++) {
                layer(inner, layers.get(i), level + 1, i == layers.size() - 1);
            }
            line("|".repeat(level) + "¯".repeat(width - 2 * level) + "|".repeat(level));
            closes = true;
        }
        if (!closes) {
            line("|".repeat(level) + " ".repeat(width - 2 * level) + "|".repeat(level));
        }
    }

    /** Appends a row of cells, each wrapped to the width of its column. */
    private void row(List<String> cells, int level) {
        List<String> left = new ArrayList<>(cells);
        while (left.stream().anyMatch(rest -> !rest.isEmpty())) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < left.size(); column++) {
                boolean last = column == left.size() - 1;
                if (column == 0) {
                    line.append("|".repeat(level)).append(' ');
                }
                String rest = left.get(column);
                String cell = rest.substring(0, fitting(rest, room(column, level, last)));
                left.set(column, rest.substring(cell.length()));
                line.append(cell);
                pad(line, ends[column] - (last ? level : 0));
            }
            line(line.append("|".repeat(level)).toString());
        }
    }

    /** The width available to a cell: minus two spaces before the next cell and one before the first. */
    private int room(int column, int level, boolean last) {
        int start = column == 0 ? 0 : ends[column - 1];
        return Math.max(1, ends[column] - start - (last ? 0 : 3) - (column == 0 ? level : 0));
    }

    /** The number of characters for this line: as many as fit, but no further than the end of a tuple or list. */
    private static int fitting(String rest, int room) {
        String fits = rest.substring(0, Math.min(rest.length(), room));
        return BREAK_AFTER.stream()
                .filter(fits::contains)
                .mapToInt(end -> fits.indexOf(end) + end.length())
                .min()
                .orElse(fits.length());
    }

    private static void pad(StringBuilder line, int to) {
        line.append(" ".repeat(Math.max(0, to - line.length())));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void rule(String character) {
        line(character.repeat(width));
    }

    /** The layer's output shape; a list for several outputs; {@code multiple} if the calls differ. */
    private static String shapes(Layer layer, List<LayerCall> calls) {
        List<String> distinct = calls.stream()
                .map(call -> shape(layer, call.outputs()))
                .distinct()
                .toList();
        return distinct.size() == 1 ? distinct.get(0) : "multiple";
    }

    private static String shape(Layer layer, List<Node> outputs) {
        String shapes = outputs.stream().map(Node::shapeText).collect(Collectors.joining(", "));
        return outputs.size() == 1 && !(layer instanceof InputLayer) ? shapes : "[" + shapes + "]";
    }

    /** The inputs, as Python prints a list of strings: {@code ['digits[0][0]']}. */
    private static String connections(List<LayerCall> calls) {
        return calls.stream()
                .flatMap(call -> call.inputs().stream())
                .map(input -> "'" + input.producer().name() + "[" + input.call().ordinal() + "][" + input.outputIndex()
                        + "]'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static long count(List<Variable> weights) {
        return weights.stream().mapToLong(weight -> weight.shape().size()).sum();
    }

    private void total(String label, List<Variable> weights) {
        long bytes = weights.stream()
                .mapToLong(weight -> weight.shape().size() * weight.dtype().bytes())
                .sum();
        line(label + count(weights) + " (" + memory(bytes) + ")");
    }

    static String memory(double bytes) {
        int unit = 0;
        while (bytes >= 1024 && unit < UNITS.size() - 1) {
            bytes /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f %s", bytes, UNITS.get(unit));
    }
}
