package io.kindling.train.internal.checkpoint;

import io.kindling.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where two configs differ, in words for the user. */
public final class Differences {
    private Differences() {}

    /** Returns each value that differs, such as {@code program.shards: 2, now 4}, in alphabetical order. */
    public static List<String> between(Config before, Config now) {
        List<String> differences = new ArrayList<>();
        compare("", before, now, differences);
        return differences;
    }

    private static void compare(String path, Config before, Config now, List<String> differences) {
        Set<String> names = new TreeSet<>(before.names());
        names.addAll(now.names());
        for (String name : names) {
            Object old = before.asMap().get(name);
            Object changed = now.asMap().get(name);
            if (old instanceof Config oldConfig && changed instanceof Config nowConfig) {
                compare(path + name + ".", oldConfig, nowConfig, differences);
            } else if (!Objects.equals(old, changed)) {
                differences.add(path + name + ": " + text(old) + ", now " + text(changed));
            }
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
