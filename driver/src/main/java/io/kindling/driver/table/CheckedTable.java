package io.kindling.driver.table;

import io.kindling.config.Config;
import io.kindling.data.Column;
import io.kindling.data.DataException;
import io.kindling.data.Examples;
import io.kindling.data.FeatureLayout;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.ByShard;
import io.kindling.driver.table.internal.FoundLabels;
import io.kindling.driver.table.internal.NullFeatures;
import io.kindling.driver.table.internal.PlacedRange;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowsChecksum;
import io.kindling.nn.internal.FeatureMoments;
import io.kindling.nn.layer.FeatureStatistics;
import io.kindling.program.DataSchema;
import io.kindling.tensor.Shape;
import io.kindling.worker.internal.JvmExchange;
import io.kindling.worker.internal.Wire;
import io.kindling.worker.internal.WriteRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A table whose rows have all been read and validated once, numbered from 0 in a fixed order. */
public final class CheckedTable {
    private final String name;
    private final Selection selection;
    private final RowSchema schema;
    private final Map<Block.At, Long> firstIds;
    private final Map<Block.At, Long> firstInFiles;
    private final RowsChecksum checksum;
    private final FoundLabels found;
    private final TableRules rules;
    private final LeftOut leftOut;

    CheckedTable(
            String name,
            Selection selection,
            TableRules rules,
            RowSchema schema,
            PlacedBlocks rows,
            FoundLabels found) {
        this(
                name,
                selection,
                rules,
                schema,
                rows.firstIds(),
                rows.firstInFiles(),
                rows.checksum(),
                found,
                rows.leftOut());
    }

    private CheckedTable(
            String name,
            Selection selection,
            TableRules rules,
            RowSchema schema,
            Map<Block.At, Long> firstIds,
            Map<Block.At, Long> firstInFiles,
            RowsChecksum checksum,
            FoundLabels found,
            LeftOut leftOut) {
        this.name = name;
        this.selection = selection;
        this.rules = rules;
        this.schema = schema;
        this.firstIds = firstIds;
        this.firstInFiles = firstInFiles;
        this.checksum = checksum;
        this.found = found;
        this.leftOut = leftOut;
    }

    private CheckedTable with(Selection otherSelection, TableRules otherRules, RowSchema otherSchema) {
        return new CheckedTable(
                name, otherSelection, otherRules, otherSchema, firstIds, firstInFiles, checksum, found, leftOut);
    }

    /** The number of rows. */
    public long count() {
        return checksum.rows();
    }

    /** A checksum of all rows in their order, in hexadecimal, which is another one if rows were changed. */
    public String checksum() {
        return checksum.toString();
    }

    /** The schema of a row. */
    public DataSchema schema() {
        return schema.asData();
    }

    /** The meaning of the labels; empty if there is no label column. */
    public Optional<Labels> labels() {
        return Optional.ofNullable(schema.labels());
    }

    /** The first row of each class that has rows; empty if labels are no classes, or too many. */
    public Map<Integer, Long> firstRows() {
        return found.firstRows();
    }

    /** A sentence about the first label that is no class number, if that is why labels are numbers to predict. */
    public Optional<String> firstFraction() {
        return found.fraction();
    }

    /** The rows that are left out: they have no numbers. */
    public LeftOut leftOut() {
        return leftOut;
    }

    /**
     * Finds mean and variance of each feature over rows {@code from} (inclusive) to {@code to} (exclusive), on the executors: the
     * same bits for any number of files, partitions and executors.
     */
    public FeatureStatistics statistics(long from, long to) {
        return FeatureStatistics.of(moments(from, to));
    }

    private FeatureMoments moments(long from, long to) {
        PlacedRange range = PlacedRange.of(firstIds, from, new RowPartitioner(to - from, 1, 1));
        return TableScan.moments(selection, rules, range, schema.width());
    }

    /**
     * Returns the same rows with the mean of each feature over rows {@code from} (inclusive) to {@code to} (exclusive) in place
     * of nulls. Nulls do not count in it.
     *
     * @throws DataException if a feature has no values there
     */
    public CheckedTable withMeans(long from, long to) {
        FeatureMoments moments =
                with(selection, rules.with(NullFeatures.MARKED), schema).moments(from, to);
        for (int i = 0; i < schema.width(); i++) {
            if (moments.counts()[i] == 0) {
                throw new DataException("Cannot replace nulls by means: feature " + i + " of " + name
                        + " has no value in rows " + from + " to " + (to - 1) + ".");
            }
        }
        return withMeans(Arrays.stream(moments.means()).boxed().toList());
    }

    /** @param means one for each feature */
    CheckedTable withMeans(List<Double> means) {
        if (means.size() != schema.width()) {
            throw new DataException("Invalid means in place of nulls: " + means.size() + " numbers (" + name + " has "
                    + schema.width() + " features)");
        }
        float[] values = new float[means.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = means.get(i).floatValue();
        }
        return with(selection, rules.with(new NullFeatures(NullFeatures.Kind.REPLACE, values)), schema);
    }

    /** The numbers that take the place of nulls, one for each feature; empty if none do. */
    public List<Double> meansForNulls() {
        float[] values = rules.nulls().values();
        List<Double> means = new ArrayList<>();
        for (float value : values) {
            means.add((double) value);
        }
        return means;
    }

    /**
     * Returns the bad records that are left out: the columns file, row, column, reason and record.
     *
     * <p>The number of a row is that in its file, from 0; the record is the line that could not be parsed, or else its columns as
     * JSON.
     */
    public Dataset<Row> badRecords() {
        Dataset<Row> rows = selection.withRecord();
        return rows.sparkSession()
                .createDataFrame(
                        rows.queryExecution()
                                .toRdd()
                                .toJavaRDD()
                                .mapPartitions(new QuarantineRows(rules, firstInFiles)),
                        QuarantineRows.SCHEMA);
    }

    /** The feature columns, in order. */
    public List<String> features() {
        return selection.layout().features().stream().map(RowLayout.Part::name).toList();
    }

    /** The feature columns of each named input, by name; none if the features have no names. */
    public Map<String, List<String>> inputs() {
        Map<String, List<String>> inputs = new TreeMap<>();
        int from = 0;
        for (RowLayout.Input input : selection.layout().inputs()) {
            inputs.put(input.name(), features().subList(from, from + input.columns()));
            from += input.columns();
        }
        return inputs;
    }

    /**
     * Places rows on the executors, one partition per shard, each with its shard's rows in table order. Rows travel from the
     * files to the executors, not through the driver.
     *
     * @param from the first row
     * @param partitioner assigns rows to shards; its row 0 is row {@code from} of the table
     */
    public JavaRDD<Examples> load(long from, RowPartitioner partitioner) {
        PlacedRange range = PlacedRange.of(firstIds, from, partitioner);
        return TableScan.rows(selection)
                .mapPartitionsToPair(new PlaceRows(rules, schema, range))
                .partitionBy(new ByShard(partitioner.shards()))
                .mapPartitionsWithIndex(new GatherShard(schema, from, partitioner), true);
    }

    /** Reads rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    public Examples read(long from, long to) {
        JavaRDD<Examples> rows = load(from, new RowPartitioner(to - from, 1, 1));
        if (!rows.context().isLocal()) {
            return Wire.read(rows.map(new WriteRecord<>()).collect().get(0), Examples.class)
                    .with(schema.inputs());
        }
        try (JvmExchange<Examples> exchange = JvmExchange.open("rows " + UUID.randomUUID(), Examples.class)) {
            return exchange.values(Math.toIntExact(rows.map(exchange.put()).count()))
                    .get(0)
                    .with(schema.inputs());
        }
    }

    /** Reads the labels of rows {@code from} (inclusive) to {@code to} (exclusive) into the driver's memory. */
    public Column readLabels(long from, long to) {
        RowSchema labelsAlone = new RowSchema(Shape.of(0), schema.labels(), schema.weighted(), FeatureLayout.NONE);
        Selection others = selection.withoutFeatures();
        // Whether a row is left out depends on its features.
        CheckedTable labels = rules.leavesOut()
                ? with(selection, rules, labelsAlone)
                : with(others, rules.with(others.layout()), labelsAlone);
        return labels.read(from, to)
                .labels()
                .orElseThrow(() -> new DataException("Cannot read labels of " + name + ": it has none."));
    }

    /** Returns the same table, to use its rows in a pass over its files. */
    public StreamedTable stream() {
        return new StreamedTable(name, selection, rules, new Numbering(firstIds, count()), Optional.of(this), () -> {});
    }

    /** The paths of the table's files, in the order of their rows; empty if it is not in files. */
    public List<String> files() {
        return firstIds.keySet().stream()
                .sorted()
                .map(Block.At::path)
                .filter(path -> !path.isEmpty())
                .distinct()
                .toList();
    }

    /** Describes the table, so that a training is not continued on another one. */
    public Config asConfig() {
        Config config = Config.of("table", name, "rows", count(), "checksum", checksum(), "features", features());
        Config named = inputs().isEmpty() ? config : config.with("inputs", Columns.describe(inputs()));
        return labels().map(labels -> named.with("labels", labels.asConfig())).orElse(named);
    }

    @Override
    public String toString() {
        return name;
    }
}
