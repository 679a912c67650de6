package io.kindling.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * What tasks leave for others of the same process: the object itself, not a copy. Nothing stays once it is closed, whatever
 * tasks of a failed job still leave.
 *
 * @param <T> what a partition's task leaves
 */
public final class LeftHere<T> implements AutoCloseable {
    private static final Map<String, Map<Integer, Object>> OPEN = new ConcurrentHashMap<>();

    private final String name;
    private final Class<T> type;

    private LeftHere(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /** @param name of no other, in whatever process */
    public static <T> LeftHere<T> open(String name, Class<T> type) {
        OPEN.put(name, new ConcurrentHashMap<>());
        return new LeftHere<>(name, type);
    }

    /** How a task leaves something. */
    public Leave<T> leave() {
        return new Leave<>(name);
    }

    /** Leaves a partition's only element, where somebody waits for it; what it gives is the partition's number. */
    public static final class Leave<T> implements Function<T, Integer> {
        private static final long serialVersionUID = 1L;

        private final String name;

        private Leave(String name) {
            this.name = name;
        }

        @Override
        public Integer call(T value) {
            int partition = TaskContext.getPartitionId();
            Map<Integer, Object> values = OPEN.get(name);
            if (values != null) {
                values.put(partition, value);
            }
            return partition;
        }
    }

    /**
     * What tasks left, in the order of partitions.
     *
     * @throws IllegalStateException if something is missing: the tasks ran in other processes
     */
    public List<T> values(int partitions) {
        Map<Integer, Object> values = OPEN.getOrDefault(name, Map.of());
        return IntStream.range(0, partitions)
                .mapToObj(partition -> value(values, partition))
                .toList();
    }

    private T value(Map<Integer, Object> values, int partition) {
        Object value = values.get(partition);
        if (value == null) {
            throw new IllegalStateException(
                    "Cannot find " + name + "/" + partition + " in this process: its task ran in another one.");
        }
        return type.cast(value);
    }

    @Override
    public void close() {
        OPEN.remove(name);
    }
}
