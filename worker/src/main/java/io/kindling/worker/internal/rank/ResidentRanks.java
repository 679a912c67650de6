package io.kindling.worker.internal.rank;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import io.kindling.data.Examples;
import io.kindling.data.ShardBatches;
import io.kindling.worker.internal.Resident;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Tasks of an ordinary job, each of which is a member of a training until the driver tells it to leave. Every task may read the
 * rows of any shard. There is a task for each shard: those that find no slot begin when an executor is added or another
 * task is lost.
 */
public final class ResidentRanks extends RDD<Integer> {
    private static final long serialVersionUID = 1L;
    private static final ClassTag<Integer> INTEGER = ClassTag$.MODULE$.apply(Integer.class);

    /**
     * A location that is no host: Spark starts the task in any free slot at once. Without a location it would prefer the
     * executors that hold rows, and wait for them.
     */
    private static final Seq<String> ANYWHERE = asScala(List.of("anywhere")).toSeq();

    /** The task needs all partitions of its parents. */
    private record Task(int index, Partition[] training, Partition[] validation) implements Partition {
        private static final long serialVersionUID = 1L;
    }

    private static final class AllPartitions<T> extends NarrowDependency<T> {
        private static final long serialVersionUID = 1L;

        private AllPartitions(RDD<T> parent) {
            super(parent);
        }

        @Override
        public Seq<Object> getParents(int partition) {
            List<Object> all = IntStream.range(0, rdd().getNumPartitions())
                    .<Object>mapToObj(i -> i)
                    .toList();
            return asScala(all).toSeq();
        }
    }

    private final RDD<Resident<ShardBatches>> training;
    private final RDD<Resident<Examples>> validation;
    private final RankSettings settings;

    /**
     * @param training one partition for each shard
     * @param validation one partition for each shard
     */
    public ResidentRanks(
            RDD<Resident<ShardBatches>> training, RDD<Resident<Examples>> validation, RankSettings settings) {
        super(training.sparkContext(), dependencies(training, validation), INTEGER);
        this.training = training;
        this.validation = validation;
        this.settings = settings;
    }

    private static Seq<Dependency<?>> dependencies(
            RDD<Resident<ShardBatches>> training, RDD<Resident<Examples>> validation) {
        List<Dependency<?>> all = List.of(new AllPartitions<>(training), new AllPartitions<>(validation));
        return asScala(all).toSeq();
    }

    @Override
    public Partition[] getPartitions() {
        return IntStream.range(0, training.getNumPartitions())
                .mapToObj(index -> new Task(index, training.partitions(), validation.partitions()))
                .toArray(Partition[]::new);
    }

    @Override
    public Seq<String> getPreferredLocations(Partition split) {
        return ANYWHERE;
    }

    @Override
    public scala.collection.Iterator<Integer> compute(Partition split, TaskContext context) {
        Task task = (Task) split;
        RankRows rows = new RankRows() {
            @Override
            public ShardBatches training(int shard) {
                return only(training.iterator(task.training()[shard], context));
            }

            @Override
            public Examples validation(int shard) {
                return only(validation.iterator(task.validation()[shard], context));
            }
        };
        new RankTask(settings, rows, context).run();
        return asScala(List.<Integer>of().iterator());
    }

    /** The only element; the iterator must be exhausted, so that Spark may drop the partition. */
    private static <T> T only(scala.collection.Iterator<Resident<T>> partition) {
        Iterator<Resident<T>> elements = scala.jdk.javaapi.CollectionConverters.asJava(partition);
        T value = elements.next().value();
        if (elements.hasNext()) {
            throw new IllegalStateException("A shard has more than one element.");
        }
        return value;
    }
}
