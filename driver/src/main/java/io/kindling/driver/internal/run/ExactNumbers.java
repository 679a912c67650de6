package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers as texts, from which the same bits are read: JSON has neither NaN nor infinities. */
final class ExactNumbers {
    private ExactNumbers() {}

    static List<String> texts(double[] values) {
        return Arrays.stream(values).mapToObj(Double::toString).toList();
    }

    static double[] values(List<?> texts) {
        return texts.stream()
                .mapToDouble(text -> Double.parseDouble((String) text))
                .toArray();
    }

    static Config texts(Map<String, Double> values) {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(name, Double.toString(value)));
        return Config.of(texts);
    }

    static Map<String, Double> values(Config texts) {
        Map<String, Double> values = new LinkedHashMap<>();
        texts.names().forEach(name -> values.put(name, Double.parseDouble(texts.string(name))));
        return values;
    }
}
