package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.internal.Block;
import io.kindling.driver.table.internal.LabelSummary;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowLayout;
import io.kindling.driver.table.internal.RowLayout.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Combines the results of a table scan into the first error in row order, or into the checked table. */
final class TableCheck {
    private final String name;
    private final Selection selection;
    private final List<Block> blocks;

    TableCheck(String name, Selection selection, List<Block> blocks) {
        this.name = name;
        this.selection = selection;
        this.blocks = blocks;
    }

    CheckedTable table(@Nullable Labels known, OptionalInt classes, OptionalInt expectedWidth) {
        List<Integer> widths = blocks.stream()
                .filter(block -> block.rows() > 0)
                .findFirst()
                .map(Block::widths)
                .orElse(List.of());
        int width = expectedWidth.orElse(blocks.isEmpty() ? 0 : widthOf(widths));
        Map<Block.At, Long> firstIds = new LinkedHashMap<>();
        long rows = 0;
        long rowsOfFile = 0;
        String file = "";
        for (Block block : blocks) {
            if (!block.at().file().equals(file)) {
                file = block.at().file();
                rowsOfFile = 0;
            }
            Optional<RowError> unlike = unlike(block, widths, expectedWidth);
            if (unlike.isPresent()) {
                throw invalid(unlike.get(), block.at(), rowsOfFile);
            }
            if (block.flaw().isPresent()) {
                throw invalid(block.flaw().get(), block.at(), rowsOfFile + block.rows());
            }
            if (known == null && isWhole() && block.labels().firstNegative() >= 0) {
                throw invalid(
                        new RowError(labelName(), "a negative number (class numbers are 0 or more)"),
                        block.at(),
                        rowsOfFile + block.labels().firstNegative());
            }
            firstIds.put(block.at(), rows);
            rows += block.rows();
            rowsOfFile += block.rows();
        }
        Labels labels = known != null ? known : labels(classes, rows);
        RowSchema schema = new RowSchema(width, labels, selection.layout().weight() != null);
        return new CheckedTable(name, selection, schema, firstIds, rows);
    }

    private static int widthOf(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns the error of a block's first row if its width differs from the expected one or from that of earlier rows. */
    private Optional<RowError> unlike(Block block, List<Integer> widths, OptionalInt expected) {
        if (block.rows() > 0 && expected.isPresent() && block.width() != expected.getAsInt()) {
            return Optional.of(
                    new RowError("features", block.width() + " numbers (expected " + expected.getAsInt() + ")"));
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

    private DataException invalid(RowError flaw, Block.At at, long row) {
        String where = at.file().isEmpty() ? "partition " + at.start() + " of " + name : at.path();
        return new DataException("Invalid " + flaw.what() + " in row " + row + " of " + where + ": " + flaw.found());
    }

    private @Nullable Labels labels(OptionalInt classes, long rows) {
        if (selection.layout().label() == null) {
            return null;
        }
        LabelSummary all = new LabelSummary();
        blocks.forEach(block -> all.add(block.labels()));
        Labels found = found(all);
        if (found.classes() > rows && classes.isEmpty()) {
            throw new DataException(
                    "Invalid " + labelName() + " of " + name + ": they name " + found.classes() + " classes (there are "
                            + rows + " rows). If this is correct, set --classes " + found.classes() + ".");
        }
        if (classes.isPresent() && found.classes() > classes.getAsInt()) {
            throw new DataException("Invalid " + labelName() + " of " + name + ": they name " + found.classes()
                    + " classes (at most " + classes.getAsInt() + ")");
        }
        if (classes.isEmpty()) {
            return found;
        }
        requireNumbered(found, classes.getAsInt());
        return found instanceof Labels.Numbers ? new Labels.Numbers(classes.getAsInt()) : found;
    }

    /**
     * Rejects a number of classes that the labels determine: only class numbers leave it open, since the name of a class
     * without rows is unknown.
     */
    private void requireNumbered(Labels found, int classes) {
        if (found instanceof Labels.Names && found.classes() != classes) {
            throw SettingsException.invalid(
                    "classes",
                    classes,
                    labelName() + " of " + name + " has " + found.classes()
                            + " class names: omit the number of classes");
        }
        if (found instanceof Labels.Targets) {
            throw SettingsException.invalid(
                    "classes",
                    classes,
                    labelName() + " of " + name + " has numbers to predict, not classes: omit the number of classes");
        }
    }

    private Labels found(LabelSummary all) {
        Kind kind = Objects.requireNonNull(selection.layout().label()).kind();
        if (kind != Kind.NAME && all.whole()) {
            if (all.most() >= Integer.MAX_VALUE) {
                throw new DataException("Invalid " + labelName() + " of " + name + ": " + all.most()
                        + " (class numbers are below 2147483647)");
            }
            return new Labels.Numbers((int) all.most() + 1);
        }
        if (kind == Kind.NUMBER || (kind == Kind.TEXT && all.numeric())) {
            return new Labels.Targets();
        }
        if (all.names().size() > LabelSummary.MOST_NAMES) {
            throw new DataException("Invalid " + labelName() + " of " + name + ": more than " + LabelSummary.MOST_NAMES
                    + " different names (labels are names of classes)");
        }
        return Labels.Names.sorted(all.names());
    }

    /** Returns whether the label column holds class numbers. */
    private boolean isWhole() {
        RowLayout.@Nullable Part label = selection.layout().label();
        return label != null
                && (label.kind() == Kind.WHOLE
                        || (label.kind() == Kind.TEXT
                                && blocks.stream()
                                        .allMatch(block -> block.labels().whole())));
    }

    private String labelName() {
        return "label '" + Objects.requireNonNull(selection.layout().label()).name() + "'";
    }
}
