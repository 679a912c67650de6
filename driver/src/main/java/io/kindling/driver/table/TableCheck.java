package io.kindling.driver.table;

import io.kindling.data.FeatureLayout;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.FoundLabels;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Combines the results of a table scan into the first error in row order, or into the checked table. */
final class TableCheck {
    private static final int MOST_SHOWN = 12;

    private final String name;
    private final Selection selection;
    private final List<Block> blocks;
    private final PlacedBlocks placed;
    private final TableRules rules;

    TableCheck(String name, Selection selection, TableRules rules, List<Block> blocks) {
        this.name = name;
        this.rules = rules;
        this.selection = selection;
        this.blocks = blocks;
        this.placed = new PlacedBlocks(name, blocks);
    }

    CheckedTable table(RowSchema.Expected expected, BadRecords policy) {
        List<Integer> widths = blocks.stream()
                .filter(block -> block.rows() > 0)
                .findFirst()
                .map(Block::widths)
                .orElseGet(
                        () -> Collections.nCopies(selection.layout().features().size(), 0));
        for (Block block : blocks) {
            Optional<RowError> unlike = unlike(block, widths, expected.shape());
            if (unlike.isPresent()) {
                throw placed.invalid(unlike.get(), block, 0);
            }
            if (block.leftOut().bad() > 0) {
                requireFew(policy);
            }
        }
        Shape shape = expected.shape().or(() -> selection.layout().shape()).orElseGet(() -> Shape.of(widthOf(widths)));
        FeatureLayout inputs =
                expected.inputs().features().isEmpty() ? selection.layout().named(widths) : expected.inputs();
        boolean weighted = selection.layout().weight() != null;
        RowLayout.@Nullable Part label = selection.layout().label();
        if (label == null) {
            RowSchema schema = new RowSchema(shape, expected.labels(), weighted, inputs);
            return new CheckedTable(name, selection, rules, schema, placed, FoundLabels.NONE);
        }
        LabelCheck labels = new LabelCheck(name, label, placed);
        @Nullable Labels known = expected.labels();
        Labels meaning = known != null ? known : labels.meaning(expected);
        RowSchema schema = new RowSchema(shape, meaning, weighted, inputs);
        return new CheckedTable(name, selection, rules, schema, placed, labels.found(meaning));
    }

    private void requireFew(BadRecords policy) {
        LeftOut leftOut = placed.leftOut();
        policy.requireFew(
                leftOut.bad(),
                placed.count() + leftOut.bad() + leftOut.lacking(),
                name,
                leftOut.first().orElse(""),
                () -> selection.columnsOfNumbers().map(TableCheck::naming).orElse(""));
    }

    private static String naming(List<String> numbers) {
        List<String> shown = numbers.subList(0, Math.min(numbers.size(), MOST_SHOWN));
        return " To use the columns with numbers only, set --features " + String.join(",", shown)
                + (shown.size() < numbers.size() ? ",..." : "") + ".";
    }

    private static int widthOf(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns the error of a block's first row if its width differs from the expected one or from that of earlier rows. */
    private Optional<RowError> unlike(Block block, List<Integer> widths, Optional<Shape> expected) {
        if (block.rows() > 0
                && expected.filter(shape -> shape.size() != block.width()).isPresent()) {
            return Optional.of(new RowError(
                    "features", block.width() + " numbers (expected " + RowSchema.numbers(expected.get()) + ")"));
        }
        if (block.rows() == 0 || block.widths().equals(widths)) {
            return Optional.empty();
        }
        int column = 0;
        while (block.widths().get(column).equals(widths.get(column))) {
            column++;
        }
        String feature = selection.layout().features().get(column).name();
        return Optional.of(new RowError(
                "feature '" + feature + "'",
                block.widths().get(column) + " numbers (earlier rows have " + widths.get(column) + ")"));
    }
}
