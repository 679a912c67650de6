package io.kindling.train.internal.checkpoint;

import io.kindling.config.Config;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers as texts, from which the same bits are read: JSON has neither NaN nor infinities. */
public final class ExactNumbers {
    private ExactNumbers() {}

    public static List<String> texts(double[] values) {
        return Arrays.stream(values).mapToObj(Double::toString).toList();
    }

    public static double[] values(List<?> texts) {
        return texts.stream()
                .mapToDouble(text -> Double.parseDouble((String) text))
                .toArray();
    }

    public static Config texts(Map<String, Double> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, Double.toString(value)));
        return Config.of(texts);
    }

    public static Map<String, Double> values(Config texts) {
        Map<String, Double> values = new LinkedHashMap<>();
        texts.names().forEach(name -> values.put(name, Double.parseDouble(texts.string(name))));
        return values;
    }
}
