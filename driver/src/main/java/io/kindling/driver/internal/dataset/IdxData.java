package io.kindling.driver.internal.dataset;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.ExampleSource;
import io.kindling.data.Examples;
import io.kindling.driver.internal.Paths;
import io.kindling.driver.internal.spark.RowSource;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.nn.internal.FeatureMoments;
import io.kindling.nn.layer.FeatureStatistics;
import io.kindling.program.DataSchema;
import io.kindling.worker.internal.IdxRows;
import io.kindling.worker.internal.machine.IdxProbe;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The training rows, the test rows or both in a folder of IDX files. */
public final class IdxData implements DataSet {
    private static final String PART = "part";
    private static final int ROWS_AT_ONCE = 4096;

    private final Location location;
    private final Map<String, String> hadoop;
    private final IdxFolder files;
    private final IdxRows.Part part;
    private final int classes;
    /** Null until the rows are checked, which reads the files. */
    private final @Nullable DataSchema schema;
    /** Null until the rows are checked. */
    private final @Nullable String checksum;

    private IdxData(
            Location location,
            Map<String, String> hadoop,
            IdxFolder files,
            IdxRows.Part part,
            int classes,
            @Nullable DataSchema schema,
            @Nullable String checksum) {
        this.location = location;
        this.hadoop = hadoop;
        this.files = files;
        this.part = part;
        this.classes = classes;
        this.schema = schema;
        this.checksum = checksum;
    }

    /**
     * Opens the training rows; their classes are not known yet.
     *
     * @param path path or URI of the folder
     * @param hadoop settings of its file system
     * @throws io.kindling.data.DataException if there is no such folder
     */
    public static IdxData open(String path, Map<String, String> hadoop) {
        Location location = Paths.location(path, hadoop);
        return new IdxData(location, Map.copyOf(hadoop), IdxFolder.open(location), IdxRows.Part.TRAIN, 0, null, null);
    }

    /** Returns the folder's test rows. */
    public IdxData test() {
        return new IdxData(location, hadoop, files, IdxRows.Part.TEST, classes, null, null);
    }

    /** Returns these rows followed by the folder's test rows, if it has any. */
    IdxData withTest() {
        return hasTest() ? new IdxData(location, hadoop, files, IdxRows.Part.ALL, classes, schema, checksum) : this;
    }

    /** Returns the rows that {@link #asConfig} recorded. */
    public IdxData as(Config config) {
        return config.has(PART) ? withTest() : this;
    }

    /**
     * Returns the same rows after checking that files are complete, labels in range and test rows of the same shape.
     *
     * @param stated number of classes, if it is not to be inferred from the labels
     */
    IdxData checked(OptionalInt stated) {
        IdxData known = new IdxData(location, hadoop, files, part, classes(stated), null, null);
        DataSchema found = known.schema();
        if (hasTest()) {
            requireSameRows(found, known.test().schema());
        }
        return new IdxData(location, hadoop, files, part, known.classes, found, files.checksum());
    }

    private void requireSameRows(DataSchema training, DataSchema test) {
        if (!training.featureShape().equals(test.featureShape())) {
            throw new DataException("Cannot use the images in " + this + ": training images are "
                    + training.featureShape() + ", but test images are " + test.featureShape() + ".");
        }
    }

    /**
     * Returns the number of classes that the labels name. If the folder has test rows, their labels must name the same number:
     * a label that only one of the files has is more often damage than a class.
     */
    private int classes(OptionalInt stated) {
        if (stated.isPresent()) {
            requireLabelsBelow(stated.getAsInt());
            return stated.getAsInt();
        }
        int named = rows().classes();
        if (hasTest()) {
            if (test().rows().count() == 0) {
                throw new DataException("Cannot find test rows in " + location
                        + ": its t10k files have none. Replace them with complete files, or remove them.");
            }
            int inTest = test().rows().classes();
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
                    stray.getMessage()
                            + ", as in the folder's other label file. If there are more classes, set --classes " + found
                            + ".",
                    stray);
        }
    }

    /**
     * Throws if a label is not a class number from 0 to {@code most - 1}.
     *
     * @throws DataException naming the folder, the file and the first such row
     */
    public void requireLabelsBelow(int most) {
        try {
            rows().requireLabelsBelow(most);
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

    private ExampleSource rows() {
        return part.of(files);
    }

    @Override
    public FeatureStatistics statistics(long from, long to) {
        FeatureMoments moments =
                new FeatureMoments(Math.toIntExact(schema().featureShape().size()));
        for (long at = from; at < to; at += ROWS_AT_ONCE) {
            float[] features =
                    read(at, Math.min(to, at + ROWS_AT_ONCE)).features().asFloats();
            double[] values = new double[features.length];
            Arrays.setAll(values, i -> features[i]);
            moments.add(values);
        }
        return FeatureStatistics.of(moments);
    }

    @Override
    public long count() {
        return rows().count();
    }

    /** Reads and checks the whole file, once. */
    @Override
    public DataSchema schema() {
        if (schema != null) {
            return schema;
        }
        Examples none = rows().read(new long[0]);
        Column labels = none.labels().orElseThrow();
        return new DataSchema(
                none.features().dtype(), none.features().rowShape(), labels.dtype(), labels.rowShape(), classes, false);
    }

    @Override
    public Examples read(long from, long to) {
        return rows().slice(from, to).read(LongStream.range(0, to - from).toArray());
    }

    @Override
    public Column readLabels(long from, long to) {
        return rows().readLabels(LongStream.range(from, to).toArray());
    }

    @Override
    public Optional<String> classWarning(long training) {
        Column labels = readLabels(0, count());
        Map<Integer, Long> firstRows = new HashMap<>();
        for (int row = 0; row < labels.count(); row++) {
            firstRows.putIfAbsent((int) labels.integer(row), (long) row);
        }
        return TrainedClasses.warning(firstRows, Optional.empty(), training);
    }

    @Override
    public RowSource source(long from, long to) {
        return new RowSource.Files(
                to - from,
                uri().startsWith("file:"),
                partitioner -> new IdxRows(uri(), hadoop, part, from, to, partitioner),
                () -> read(from, to),
                new IdxProbe(uri(), hadoop, part));
    }

    /** Returns the folder's URI, which is the same on every machine. */
    private String uri() {
        return Paths.uriOfData(location);
    }

    @Override
    public Config asConfig() {
        Config config = Config.of("format", DataFormat.IDX.toString(), "path", toString(), "uri", uri());
        if (checksum != null) {
            config = config.with("checksum", checksum);
        }
        return part == IdxRows.Part.ALL ? config.with(PART, "all") : config;
    }

    /** Returns the path, without the {@code file:} scheme of local files. */
    @Override
    public String toString() {
        return location.toString().replaceFirst("^file:(?=/)", "");
    }
}
