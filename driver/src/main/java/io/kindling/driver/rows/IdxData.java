package io.kindling.driver.rows;

import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.data.RowOwnership;
import io.kindling.driver.Paths;
import io.kindling.driver.spark.SparkRunner;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.Config;
import io.kindling.program.DataSchema;
import io.kindling.worker.IdxRows;
import io.kindling.worker.RowSupply;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.jspecify.annotations.Nullable;

/** The rows to train on, or those to test with, in a folder of IDX files. */
public final class IdxData implements DataSet {
    private static final String PART = "part";

    private final Location location;
    private final Map<String, String> hadoop;
    private final IdxFolder files;
    private final IdxRows.Part part;
    private final int classes;
    /** Null before the rows are checked: the files are read for it. */
    private final @Nullable DataSchema schema;

    private IdxData(
            Location location,
            Map<String, String> hadoop,
            IdxFolder files,
            IdxRows.Part part,
            int classes,
            @Nullable DataSchema schema) {
        this.location = location;
        this.hadoop = hadoop;
        this.files = files;
        this.part = part;
        this.classes = classes;
        this.schema = schema;
    }

    /**
     * The rows to train on; nothing is known of their classes yet.
     *
     * @param path a path or URI of the folder
     * @param hadoop settings of its file system
     * @throws io.kindling.data.DataException where there is no such folder
     */
    public static IdxData open(String path, Map<String, String> hadoop) {
        Location location = Paths.location(path, hadoop);
        return new IdxData(location, Map.copyOf(hadoop), IdxFolder.open(location), IdxRows.Part.TRAIN, 0, null);
    }

    /** The folder's rows to test with. */
    public IdxData test() {
        return new IdxData(location, hadoop, files, IdxRows.Part.TEST, classes, null);
    }

    /** These rows, and behind them the folder's rows to test with, where it has some. */
    IdxData withTest() {
        return hasTest() ? new IdxData(location, hadoop, files, IdxRows.Part.ALL, classes, schema) : this;
    }

    /** The rows that {@link #asConfig} names. */
    public IdxData as(Config config) {
        return config.has(PART) ? withTest() : this;
    }

    /**
     * The same rows, checked: files whole, labels in range, rows to test with of the same shape.
     *
     * @param stated how many classes there are, where that is not to be found from the labels
     */
    IdxData checked(OptionalInt stated) {
        IdxData known = new IdxData(location, hadoop, files, part, classes(stated), null);
        DataSchema found = known.schema();
        if (hasTest()) {
            requireSameRows(found, known.test().schema());
        }
        return new IdxData(location, hadoop, files, part, known.classes, found);
    }

    private void requireSameRows(DataSchema training, DataSchema test) {
        if (!training.featureShape().equals(test.featureShape())) {
            throw new DataException("Cannot use the images in " + this + ": those to train on are "
                    + training.featureShape() + ", those to test with " + test.featureShape() + ".");
        }
    }

    /**
     * As many classes as the labels name. Where the folder has rows to test with, their labels must name as many: a label
     * that only one of the files has is more often damage than a class.
     */
    private int classes(OptionalInt stated) {
        if (stated.isPresent()) {
            requireLabelsBelow(stated.getAsInt());
            return stated.getAsInt();
        }
        int named = source().classes();
        if (hasTest()) {
            if (test().source().count() == 0) {
                throw new DataException("Cannot find rows to test with in " + location
                        + ": its t10k files hold none. Put whole ones there, or take them away.");
            }
            int inTest = test().source().classes();
            requireKnown(this, inTest, named);
            requireKnown(test(), named, inTest);
        }
        return named;
    }

    private static void requireKnown(IdxData rows, int known, int found) {
        try {
            rows.requireLabelsBelow(known);
        } catch (DataException stray) {
            throw new DataException(
                    stray.getMessage() + ", as the folder's other labels have it. If there are more, say --classes "
                            + found + ".",
                    stray);
        }
    }

    /**
     * Refuses labels that are not class numbers from 0 to {@code most - 1}.
     *
     * @throws DataException naming the folder, the file and the first such row
     */
    public void requireLabelsBelow(int most) {
        try {
            source().requireLabelsBelow(most);
        } catch (DataException stray) {
            throw new DataException(
                    "Cannot use the " + (part == IdxRows.Part.TRAIN ? "training" : "test") + " labels in " + this + ": "
                            + stray.getMessage(),
                    stray);
        }
    }

    boolean hasTest() {
        return files.hasTest();
    }

    ExampleSource source() {
        return part.of(files);
    }

    @Override
    public long count() {
        return source().count();
    }

    /** The whole file is read and checked for it, once. */
    @Override
    public DataSchema schema() {
        if (schema != null) {
            return schema;
        }
        Examples none = source().read(new long[0]);
        Column labels = none.labels().orElseThrow();
        return new DataSchema(
                none.features().dtype(), none.features().rowShape(), labels.dtype(), labels.rowShape(), classes, false);
    }

    @Override
    public Examples read(long from, long to) {
        return source().slice(from, to).read(LongStream.range(0, to - from).toArray());
    }

    @Override
    public Column readLabels(long from, long to) {
        return source().readLabels(LongStream.range(from, to).toArray());
    }

    /** Executors read for themselves where they can: then the rows never pass through the driver. */
    @Override
    public JavaRDD<Examples> place(SparkRunner runner, String master, long from, RowOwnership ownership) {
        long to = from + ownership.rows();
        boolean shared = !uri().startsWith("file:");
        RowSupply supply = shared || master.startsWith("local")
                ? new IdxRows(uri(), hadoop, part, from, to, ownership)
                : runner.broadcast(read(from, to), ownership);
        return runner.load(supply, ownership.shards());
    }

    /** The folder as any machine names it. */
    private String uri() {
        return Paths.uriOfData(location);
    }

    @Override
    public Config asConfig() {
        Config config = Config.of("format", DataFormat.IDX.toString(), "path", toString(), "uri", uri());
        return part == IdxRows.Part.ALL ? config.with(PART, "all") : config;
    }

    /** The path, without the scheme of this machine's own files. */
    @Override
    public String toString() {
        return location.toString().replaceFirst("^file:(?=/)", "");
    }
}
