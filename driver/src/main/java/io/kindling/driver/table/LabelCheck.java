package io.kindling.driver.table;

import io.kindling.data.DataException;
import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.table.internal.FoundLabels;
import io.kindling.driver.table.internal.LabelSummary;
import io.kindling.driver.table.internal.LabelSummary.Stray;
import io.kindling.driver.table.internal.RowError;
import io.kindling.driver.table.internal.RowLayout.Kind;
import io.kindling.driver.table.internal.RowLayout.Part;
import io.kindling.driver.table.internal.RowReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Finds out what the labels of all rows mean, and rejects labels that could mean more than one thing. */
final class LabelCheck {
    private final String name;
    private final Part label;
    private final PlacedBlocks rows;
    private final LabelSummary all;

    LabelCheck(String name, Part label, PlacedBlocks rows) {
        this.name = name;
        this.label = label;
        this.rows = rows;
        this.all = rows.labels();
    }

    Labels meaning(RowSchema.Expected expected) {
        OptionalInt classes = expected.classes();
        Labels found = inferred(expected.namedLabels(), classes.isPresent());
        if (classes.isEmpty()) {
            if (found.classes() > rows.count()) {
                throw new DataException("Invalid " + labelName() + " of " + name + ": they name " + found.classes()
                        + " classes (there are " + rows.count() + " rows). If this is correct, set --classes "
                        + found.classes() + ".");
            }
            return found;
        }
        if (found.classes() > classes.getAsInt()) {
            throw new DataException("Invalid " + labelName() + " of " + name + ": they name " + found.classes()
                    + " classes (at most " + classes.getAsInt() + ")");
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
            String first = all.firstFraction()
                    .map(stray -> ", as " + stray.label() + " in " + rows.place(stray.row()))
                    .orElse("");
            throw SettingsException.invalid(
                    "classes",
                    classes,
                    labelName() + " of " + name + " has numbers to predict, not classes" + first
                            + ": omit the number of classes");
        }
    }

    /** @param stated whether labels are known to be classes */
    private Labels inferred(boolean namedLabels, boolean stated) {
        if (isDecimal()) {
            boolean areClasses = all.firstFraction().isEmpty() && all.plain() && (stated || isEachNumberOfSome());
            return areClasses ? numbers() : new Labels.Targets();
        }
        if (label.kind() != Kind.NAME && all.whole() && all.plain()) {
            return numbers();
        }
        if (!namedLabels) {
            refuseMixture();
            refuseSpaces();
        }
        if (all.firstRows().size() > LabelSummary.MOST_NAMES) {
            throw new DataException("Invalid " + labelName() + " of " + name + ": more than " + LabelSummary.MOST_NAMES
                    + " different names (labels are names of classes)");
        }
        return Labels.Names.sorted(all.firstRows().keySet());
    }

    /** Whether labels are written as numbers with decimals, such as 1.0: what is usual both for classes and for amounts. */
    private boolean isDecimal() {
        return label.kind() == Kind.NUMBER || (label.kind() == Kind.TEXT && !all.whole() && all.numeric());
    }

    /** Whether each number from 0 to the largest one is the label of a row, and no other is. */
    private boolean isEachNumberOfSome() {
        return all.firstRows().keySet().stream()
                                .map(text -> Objects.requireNonNull(RowReader.number(text))
                                        .longValue())
                                .distinct()
                                .count()
                        == all.most() + 1
                && all.firstNegative() < 0
                && all.most() < LabelSummary.MOST_NAMES;
    }

    private Labels numbers() {
        if (all.firstNegative() >= 0) {
            throw rows.invalid(
                    new RowError(labelName(), "a negative number (class numbers are 0 or more)"), all.firstNegative());
        }
        if (all.most() >= Integer.MAX_VALUE) {
            throw new DataException("Invalid " + labelName() + " of " + name + ": " + all.most()
                    + " (class numbers are below 2147483647)");
        }
        return new Labels.Numbers((int) all.most() + 1);
    }

    private void refuseMixture() {
        Optional<Stray> stray = all.stray();
        if (stray.isPresent()) {
            boolean fewNumbers = LabelSummary.isWhole(stray.get().label());
            throw invalid(
                    stray.get(),
                    (fewNumbers ? "most labels are no whole numbers" : "the other labels are whole numbers")
                            + ": class numbers and class names cannot be mixed");
        }
    }

    private void refuseSpaces() {
        Map<String, Stray> first = new HashMap<>();
        all.firstRows().entrySet().stream().sorted(Map.Entry.comparingByValue()).forEach(entry -> {
            Stray found = new Stray(entry.getValue(), entry.getKey());
            Stray earlier = first.putIfAbsent(entry.getKey().strip(), found);
            if (earlier != null) {
                throw invalid(
                        found,
                        "an earlier label is " + RowReader.quoted(earlier.label())
                                + ", which differs only in the spaces around it");
            }
        });
    }

    private DataException invalid(Stray label, String rule) {
        return rows.invalid(
                new RowError(
                        labelName(),
                        RowReader.quoted(label.label()) + " (" + rule
                                + "). Correct it, or set --label-names if all of them are names of classes."),
                label.row());
    }

    /** Returns what else is known of the labels, whose meaning is this. */
    FoundLabels found(Labels meaning) {
        Optional<String> fraction =
                meaning instanceof Labels.Targets && isDecimal() ? Optional.of(whyNumbers()) : Optional.empty();
        Map<Integer, Long> firstRows = new TreeMap<>();
        if (meaning.classes() > 0 && all.firstRows().size() <= LabelSummary.MOST_NAMES) {
            LabelIndexer indexer = new LabelIndexer(meaning);
            all.firstRows().forEach((text, row) -> {
                Number number = indexer.of(text);
                if (number != null) {
                    firstRows.merge(number.intValue(), row, Math::min);
                }
            });
        }
        return new FoundLabels(fraction, firstRows);
    }

    private String whyNumbers() {
        return all.firstFraction()
                .map(stray -> RowReader.quoted(stray.label()) + " in " + rows.place(stray.row())
                        + " is the first label that is no whole number.")
                .orElse(
                        "Labels such as 1.0 are classes if each number from 0 to the largest one is the label of a row, or with"
                                + " --classes N.");
    }

    private String labelName() {
        return "label '" + label.name() + "'";
    }
}
