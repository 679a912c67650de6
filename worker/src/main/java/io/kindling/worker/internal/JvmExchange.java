package io.kindling.worker.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * Passes objects from tasks to other code in the same JVM, by reference and without a copy. Nothing is kept after it is closed,
 * even if tasks of a failed job still put objects.
 *
 * @param <T> what a partition's task puts
 */
public final class JvmExchange<T> implements AutoCloseable {
    private static final Map<String, Map<Integer, Object>> OPEN = new ConcurrentHashMap<>();

    private final String name;
    private final Class<T> type;

    private JvmExchange(String name, Class<T> type) {
        this.name = name;
        this.type = type;
    }

    /** @param name a globally unique name */
    public static <T> JvmExchange<T> open(String name, Class<T> type) {
        OPEN.put(name, new ConcurrentHashMap<>());
        return new JvmExchange<>(name, type);
    }

    /** The function that a task calls to put an object. */
    public Put<T> put() {
        return new Put<>(name);
    }

    /** Puts a partition's only element, if the exchange is open in this JVM. Returns the partition's number. */
    public static final class Put<T> implements Function<T, Integer> {
        private static final long serialVersionUID = 1L;

        private final String name;

        private Put(String name) {
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
     * The objects that tasks put, in the order of partitions.
     *
     * @throws IllegalStateException if an object is missing because its task ran in another process
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
