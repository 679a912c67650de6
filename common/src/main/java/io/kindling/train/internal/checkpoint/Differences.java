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

    private static void compare(String path, @Nullable Object before, @Nullable Object now, List<String> differences) {
        if (before instanceof Config oldConfig && now instanceof Config nowConfig) {
            Set<String> names = new TreeSet<>(oldConfig.names());
            names.addAll(nowConfig.names());
            for (String name : names) {
                compare(
                        path.isEmpty() ? name : path + "." + name,
                        oldConfig.asMap().get(name),
                        nowConfig.asMap().get(name),
                        differences);
            }
        } else if (before instanceof List<?> oldList
                && now instanceof List<?> nowList
                && oldList.size() == nowList.size()) {
            for (int i = 0; i < oldList.size(); i++) {
                compare(path + "[" + i + "]", oldList.get(i), nowList.get(i), differences);
            }
        } else if (!Objects.equals(before, now)) {
            differences.add(path + ": " + text(before) + ", now " + text(now));
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "not set" : value.toString();
    }
}
