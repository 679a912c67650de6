package io.kindling.driver.internal.run;

import io.kindling.io.Location;
import io.kindling.io.Png;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws {@code curves.png}: one chart for each loss and metric of an epoch, with training and validation together. The
 * losses of a program with several phases are drawn together in one chart, over the steps. Charts are in rows of at most three.
 */
final class Curves {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int MOST_MARKED = 50;
    private static final int MOST_LABELLED = 12;
    private static final String UNEVEN = "uneven";
    private static final Color NOTHING = new Color(0, true);
    private static final int MOST_IN_A_ROW = 3;
    /** About as many values are labelled on an axis. */
    private static final int LABELS = 8;

    private static final int MOST_DIGITS = 6;
    private static final String LOSS = "loss";
    private static final List<Color> COLORS = List.of(
            new Color(0x1f77b4), new Color(0xd95f02), new Color(0x2ca02c), new Color(0x9467bd), new Color(0x8c564b));

    private Curves() {}

    /**
     * Draws the charts and writes them as one PNG image.
     *
     * @throws IOException if the file cannot be written
     * @throws LinkageError or InternalError or RuntimeException if the system libraries that the JDK needs for fonts are
     *     missing
     */
    static void write(List<EpochResult> epochs, LossCurve losses, Location file) throws IOException {
        List<XYChart> charts = charts(epochs, losses);
        int columns = columns(charts.size());
        int rows = (charts.size() + columns - 1) / columns;
        BufferedImage image = new BufferedImage(WIDTH * columns, HEIGHT * rows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < rows * columns; i++) {
            Graphics2D graphics = image.createGraphics();
            graphics.translate(i % columns * WIDTH, i / columns * HEIGHT);
            if (i < charts.size()) {
                charts.get(i).paint(graphics, WIDTH, HEIGHT);
            } else {
                graphics.setColor(Color.WHITE);
                graphics.fillRect(0, 0, WIDTH, HEIGHT);
            }
            graphics.dispose();
        }
        Png.write(image, file);
    }

    /** Returns how many charts stand side by side: at most three, and as few as leave no row with fewer than it must. */
    private static int columns(int charts) {
        int rows = (charts + MOST_IN_A_ROW - 1) / MOST_IN_A_ROW;
        return (charts + rows - 1) / rows;
    }

    private static List<XYChart> charts(List<EpochResult> epochs, LossCurve losses) {
        List<Map<String, Double>> numbers =
                epochs.stream().map(EpochResult::numbers).toList();
        Map<String, XYChart> charts = new LinkedHashMap<>();
        boolean several = losses.losses().size() > 1;
        if (several) {
            charts.put(LOSS, chart(LOSS, "step"));
            losses.losses().forEach((phase, values) -> add(charts.get(LOSS), phase, losses.at(), values));
        }
        for (String name : numbers.get(0).keySet()) {
            boolean shared = !several || !name.equals("val_" + LOSS);
            String measure = shared && name.startsWith("val_") ? name.substring("val_".length()) : name;
            boolean drawn = several && (name.equals(LOSS) || name.startsWith(LOSS + "_"));
            if (!measure.equals("seconds") && !drawn) {
                XYChart chart = charts.computeIfAbsent(measure, title -> chart(title, "epoch"));
                add(
                        chart,
                        name.startsWith("val_") ? "validation" : "training",
                        epochs.stream().mapToDouble(epoch -> epoch.epoch() + 1).toArray(),
                        numbers.stream()
                                .mapToDouble(row -> row.getOrDefault(name, Double.NaN))
                                .toArray());
            }
        }
        charts.values().forEach(Curves::labelValues);
        return new ArrayList<>(charts.values());
    }

    /** Gives all labels of values as many digits after the point as they need to differ. */
    private static void labelValues(XYChart chart) {
        DoubleSummaryStatistics values = chart.getSeriesMap().values().stream()
                .flatMapToDouble(series -> Arrays.stream(series.getYData()))
                .filter(Double::isFinite)
                .summaryStatistics();
        chart.getStyler().setYAxisDecimalPattern(pattern(values.getMax() - values.getMin()));
    }

    /** The pattern of numbers that are a part of this range apart. */
    static String pattern(double range) {
        if (!(range > 0) || !Double.isFinite(range)) {
            return "0.####";
        }
        int digits = (int) Math.ceil(-Math.log10(range / LABELS));
        return digits <= 0 ? "0" : "0." + "0".repeat(Math.min(digits, MOST_DIGITS));
    }

    private static XYChart chart(String measure, String axis) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(measure)
                .xAxisTitle(axis)
                .build();
        // Below the chart: a legend inside would hide parts of the lines.
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE);
        chart.getStyler().setXAxisDecimalPattern("#").setAxisTicksLineVisible(false);
        return chart;
    }

    private static void add(XYChart chart, String series, double[] x, double[] y) {
        long before = chart.getSeriesMap().keySet().stream()
                .filter(name -> !name.equals(UNEVEN))
                .count();
        Color color = COLORS.get((int) before % COLORS.size());
        XYSeries line =
                chart.addSeries(series, x, Arrays.stream(y).map(Curves::finite).toArray());
        line.setLineColor(color);
        line.setMarkerColor(color);
        line.setMarker(x.length <= MOST_MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        if (x.length > MOST_LABELLED && !chart.getSeriesMap().containsKey(UNEVEN)) {
            labelFewOf(chart, x, y[0]);
        }
    }

    /**
     * Adds a point that is not seen between the others. XChart labels evenly spaced values, as many as find room without a gap
     * between them; of uneven ones, round numbers at a distance.
     */
    private static void labelFewOf(XYChart chart, double[] x, double y) {
        XYSeries unseen = chart.addSeries(UNEVEN, new double[] {x[0] + (x[1] - x[0]) * 0.37}, new double[] {finite(y)});
        unseen.setMarker(SeriesMarkers.NONE);
        unseen.setLineColor(NOTHING);
        unseen.setShowInLegend(false);
    }

    /** Replaces infinities by NaN, which draws a gap: an infinity would break the scale of the axis. */
    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
