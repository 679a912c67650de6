package io.kindling.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/** What tasks leave for others of the same process: the object itself, not a copy. */
public final class LeftHere {
    private static final Map<String, Object> VALUES = new ConcurrentHashMap<>();

    private LeftHere() {}

    /** Leaves a partition's only element; what it gives is the partition's number. */
    public static final class Leave<T> implements Function<T, Integer> {
        private static final long serialVersionUID = 1L;

        private final String name;

        /** @param name what is to be told to {@link #take} */
        public Leave(String name) {
            this.name = name;
        }

        @Override
        public Integer call(T value) {
            int partition = TaskContext.getPartitionId();
            VALUES.put(key(name, partition), value);
            return partition;
        }
    }

    private static String key(String name, int partition) {
        return name + "/" + partition;
    }

    /**
     * Takes away what tasks left, in the order of partitions.
     *
     * @throws IllegalStateException if something is missing: the tasks ran in other processes
     */
    public static <T> List<T> take(String name, Class<T> type, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> take(key(name, partition), type))
                .toList();
    }

    private static <T> T take(String key, Class<T> type) {
        Object value = VALUES.remove(key);
        if (value == null) {
            throw new IllegalStateException("Cannot find " + key + " in this process: its task ran in another one.");
        }
        return type.cast(value);
    }
}
