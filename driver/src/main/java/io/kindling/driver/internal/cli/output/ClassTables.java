package io.kindling.driver.internal.cli.output;

import io.kindling.driver.internal.run.result.ClassResults;
import io.kindling.nn.metric.ClassificationReport;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tables of what was found by class: the scores of each class, and the confusion matrix. With many classes, only those with the
 * lowest scores, and no matrix.
 *
 * @param columns the most characters of a line of a table
 */
record ClassTables(ClassResults classes, int columns) {
    private static final int MOST_CLASSES = 20;
    private static final int LOWEST = 10;
    /** The characters that precision, recall, F1 and support of a class take, with room between them or as few as possible. */
    private static final List<Integer> WIDE = List.of(11, 11, 11, 15);

    private static final List<Integer> NARROW = List.of(10, 7, 7, 8);

    private static final String MEAN = "mean of classes";
    private static final String COUNTS = "Confusion matrix (rows: true class, columns: predicted class):\n";
    private static final String RATES = "Confusion matrix, percent of each row (rows: true, columns: predicted):\n";

    String text() {
        return scores() + "\n" + matrix();
    }

    private int size() {
        return classes.names().size();
    }

    private String scores() {
        ClassificationReport report = classes.report();
        List<Integer> shown = IntStream.range(0, size()).boxed().toList();
        StringBuilder text = new StringBuilder();
        if (size() > MOST_CLASSES) {
            shown = shown.stream()
                    .sorted(Comparator.comparingDouble(
                            each -> report.classes().get(each).f1()))
                    .limit(LOWEST)
                    .toList();
            text.append("The ").append(LOWEST).append(" of ").append(size()).append(" classes with the lowest F1:\n");
        }
        int longest = shown.stream()
                .mapToInt(each -> classes.names().get(each).length())
                .max()
                .orElse(0);
        int needed = Math.max(longest, MEAN.length());
        List<Integer> numbers = needed + total(WIDE) <= columns ? WIDE : NARROW;
        int width = Math.min(columns - total(numbers), needed);
        line(text, numbers, shortened("class", width), width, "precision", "recall", "f1", "support");
        shown.forEach(each -> line(
                text,
                numbers,
                classes.names().get(each),
                width,
                report.classes().get(each)));
        line(text, numbers, MEAN, width, report.macro());
        return text.toString();
    }

    private static int total(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum();
    }

    private static void line(
            StringBuilder text, List<Integer> numbers, String name, int width, ClassificationReport.Scores scores) {
        line(
                text,
                numbers,
                shortened(name, width),
                width,
                String.format(Locale.ROOT, "%.4f", scores.precision()),
                String.format(Locale.ROOT, "%.4f", scores.recall()),
                String.format(Locale.ROOT, "%.4f", scores.f1()),
                String.format(Locale.ROOT, "%,d", scores.support()));
    }

    private static void line(StringBuilder text, List<Integer> widths, String name, int width, String... cells) {
        text.append(name).append(" ".repeat(width - name.length()));
        for (int i = 0; i < cells.length; i++) {
            text.append(right(cells[i], widths.get(i)));
        }
        text.append('\n');
    }

    private String matrix() {
        if (size() <= MOST_CLASSES) {
            String[][] counts = cells((count, all) -> count == 0 ? "." : Long.toString(count));
            if (fits(counts)) {
                return table(COUNTS, counts);
            }
            String[][] rates = cells((count, all) -> count == 0 ? "." : Long.toString(Math.round(100.0 * count / all)));
            if (fits(rates)) {
                return table(RATES, rates);
            }
        }
        return "The confusion matrix is too wide to print. --confusion-matrix FILE draws it;\n--json has its counts.\n";
    }

    /** What stands for a count in a row of that many. */
    private interface Cell {
        String of(long count, long all);
    }

    private String[][] cells(Cell cell) {
        return Arrays.stream(classes.counts())
                .map(row -> {
                    long all = Arrays.stream(row).sum();
                    return Arrays.stream(row)
                            .mapToObj(count -> cell.of(count, all))
                            .toArray(String[]::new);
                })
                .toArray(String[][]::new);
    }

    /** The columns of a cell, with the blank before it; class numbers stand above. */
    private int width(String[][] cells) {
        return 1
                + Math.max(
                        Integer.toString(size() - 1).length(),
                        Arrays.stream(cells)
                                .flatMap(Arrays::stream)
                                .mapToInt(String::length)
                                .max()
                                .orElse(0));
    }

    private boolean isNumbered() {
        return IntStream.range(0, size())
                .allMatch(each -> classes.names().get(each).equals(Integer.toString(each)));
    }

    /** The head of a row: the class's number, and its name if it has one. */
    private String head(int each) {
        return isNumbered()
                ? Integer.toString(each)
                : each + " " + classes.names().get(each);
    }

    private boolean fits(String[][] cells) {
        int least = Math.min(heads(), 12);
        return least + 2 + size() * width(cells) <= columns;
    }

    private int heads() {
        return IntStream.range(0, size()).map(each -> head(each).length()).max().orElse(0);
    }

    private String table(String title, String[][] cells) {
        int width = width(cells);
        int heads = Math.min(heads(), columns - 2 - size() * width);
        List<String> names = classes.names();
        boolean named = !isNumbered() && names.stream().allMatch(name -> name.length() < width);
        StringBuilder text = new StringBuilder(title).append(" ".repeat(heads + 2));
        text.append(IntStream.range(0, size())
                        .mapToObj(each -> right(named ? Printable.of(names.get(each)) : Integer.toString(each), width))
                        .collect(Collectors.joining()))
                .append('\n');
        for (int each = 0; each < size(); each++) {
            text.append(String.format("%-" + heads + "s |", shortened(named ? names.get(each) : head(each), heads)));
            Arrays.stream(cells[each]).map(cell -> right(cell, width)).forEach(text::append);
            text.append('\n');
        }
        return text.toString();
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String shortened(String name, int width) {
        String shown = Printable.of(name);
        return shown.length() <= width ? shown : shown.substring(0, Math.max(0, width - 3)) + "...";
    }
}
