package io.kindling.nn.layer;

import io.kindling.config.Config;
import java.util.ArrayList;
import java.util.List;

/** The number of elements at each border of an image; at least 0. */
record Borders(int top, int bottom, int left, int right) {
    static Borders of(String name, int top, int bottom, int left, int right) {
        if (top < 0 || bottom < 0 || left < 0 || right < 0) {
            throw new IllegalArgumentException("Invalid " + name + ": ((" + top + ", " + bottom + "), (" + left + ", "
                    + right + ")) (at least 0)");
        }
        return new Borders(top, bottom, left, right);
    }

    /** Reads Keras' forms: a number; height and width; or ((top, bottom), (left, right)). */
    static Borders from(Config config, String name, int defaultSize) {
        if (!config.has(name) || config.isNumber(name)) {
            int all = config.integer(name, defaultSize);
            return of(name, all, all, all, all);
        }
        List<Integer> sides = new ArrayList<>();
        for (Object axis : config.list(name)) {
            if (axis instanceof Long both) {
                sides.add(Math.toIntExact(both));
                sides.add(Math.toIntExact(both));
            } else if (axis instanceof List<?> pair && pair.size() == 2) {
                pair.forEach(side -> sides.add(side instanceof Long size ? Math.toIntExact(size) : -1));
            }
        }
        if (sides.size() != 4) {
            throw new IllegalArgumentException("Invalid " + name + ": " + config.list(name)
                    + " (a number, [height, width] or [[top, bottom], [left, right]])");
        }
        return of(name, sides.get(0), sides.get(1), sides.get(2), sides.get(3));
    }

    int height() {
        return top + bottom;
    }

    int width() {
        return left + right;
    }

    List<List<Integer>> asList() {
        return List.of(List.of(top, bottom), List.of(left, right));
    }
}
