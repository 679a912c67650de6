package io.kindling.driver.run;

import io.kindling.io.Location;
import io.kindling.io.Png;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** {@code curves.png}: a chart for each number that epochs have, training and validation in one. */
final class Curves {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int MOST_MARKED = 50;
    private static final Color TRAINING = new Color(0x1f77b4);
    private static final Color VALIDATION = new Color(0xd95f02);

    private Curves() {}

    /**
     * @throws IOException where the file cannot be written
     * @throws LinkageError or InternalError or RuntimeException where this machine cannot draw: the JDK's fonts need libraries of the system
     */
    static void write(List<EpochResult> epochs, Location file) throws IOException {
        List<XYChart> charts = charts(epochs);
        BufferedImage image = new BufferedImage(WIDTH * charts.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        for (XYChart chart : charts) {
            chart.paint(graphics, WIDTH, HEIGHT);
            graphics.translate(WIDTH, 0);
        }
        graphics.dispose();
        Png.write(image, file);
    }

    private static List<XYChart> charts(List<EpochResult> epochs) {
        List<Map<String, Double>> numbers =
                epochs.stream().map(History::numbers).toList();
        Map<String, XYChart> charts = new LinkedHashMap<>();
        for (String name : numbers.get(0).keySet()) {
            String measure = name.startsWith("val_") ? name.substring("val_".length()) : name;
            if (!measure.equals("seconds")) {
                XYChart chart = charts.computeIfAbsent(measure, Curves::chart);
                add(chart, name.equals(measure) ? "training" : "validation", epochs, numbers, name);
            }
        }
        return new ArrayList<>(charts.values());
    }

    private static XYChart chart(String measure) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(measure)
                .xAxisTitle("epoch")
                .build();
        // Below the lines: inside, it would hide the end of one of them.
        chart.getStyler().setChartBackgroundColor(Color.WHITE).setLegendPosition(Styler.LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal).setLegendBorderColor(Color.WHITE);
        chart.getStyler().setXAxisDecimalPattern("#").setYAxisDecimalPattern("#.####");
        return chart;
    }

    private static void add(
            XYChart chart, String series, List<EpochResult> epochs, List<Map<String, Double>> numbers, String name) {
        double[] x = epochs.stream().mapToDouble(epoch -> epoch.epoch() + 1).toArray();
        double[] y = numbers.stream()
                .mapToDouble(row -> finite(row.getOrDefault(name, Double.NaN)))
                .toArray();
        XYSeries line = chart.addSeries(series, x, y);
        line.setLineColor(series.equals("training") ? TRAINING : VALIDATION);
        line.setMarkerColor(line.getLineColor());
        line.setMarker(x.length <= MOST_MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }

    /** NaN leaves a gap; an infinity would leave no scale. */
    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
