package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.tensor.DType;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The meaning of the values in a label column. */
public sealed interface Labels extends Serializable {
    /** The number of classes; 0 if labels are not classes. */
    int classes();

    /** The names of the classes, in the order of their numbers; none if labels are not classes. */
    default List<String> classNames() {
        return IntStream.range(0, classes()).mapToObj(Integer::toString).toList();
    }

    /** The type of a label in a batch. */
    default DType dtype() {
        return classes() > 0 ? DType.INT32 : DType.FLOAT32;
    }

    /** The configuration from which {@link #from} restores this. */
    Config asConfig();

    static Labels from(Config config) {
        return switch (config.string("kind")) {
            case "numbers" -> new Numbers(config.integer("classes"));
            case "names" ->
                new Names(config.list("names").stream().map(String.class::cast).toList());
            case "targets" -> new Targets();
            default ->
                throw new IllegalArgumentException(
                        "Invalid labels: " + config.string("kind") + " (numbers, names or targets)");
        };
    }

    /** Class numbers: whole numbers from 0. */
    record Numbers(int classes) implements Labels {
        @Override
        public Config asConfig() {
            return Config.of("kind", "numbers", "classes", classes);
        }

        @Override
        public String toString() {
            return "classes are 0 to " + (classes - 1);
        }
    }

    /** Class names; the number of a class is its index in this list. */
    record Names(List<String> names) implements Labels {
        private static final int MOST_SHOWN = 10;

        public Names {
            names = List.copyOf(names);
        }

        /** Returns the names ordered by code point, which is the same in every locale and on every machine. */
        static Names sorted(Set<String> names) {
            return new Names(names.stream()
                    .sorted(Comparator.comparing(name -> name.codePoints().toArray(), Arrays::compare))
                    .toList());
        }

        @Override
        public int classes() {
            return names.size();
        }

        @Override
        public List<String> classNames() {
            return names;
        }

        @Override
        public Config asConfig() {
            return Config.of("kind", "names", "names", names);
        }

        @Override
        public String toString() {
            return "classes are "
                    + String.join(", ", names.subList(0, Math.min(MOST_SHOWN, names.size())))
                    + (names.size() > MOST_SHOWN ? ", ..." : "");
        }
    }

    /** Numbers to predict. */
    record Targets() implements Labels {
        @Override
        public int classes() {
            return 0;
        }

        @Override
        public Config asConfig() {
            return Config.of("kind", "targets");
        }

        @Override
        public String toString() {
            return "labels are numbers";
        }
    }
}
