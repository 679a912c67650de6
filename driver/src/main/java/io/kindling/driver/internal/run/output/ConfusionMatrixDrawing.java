package io.kindling.driver.internal.run.output;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Draws a confusion matrix: a title, the cells with their counts and rates, the names of the classes on both axes, and the scale
 * of the shades. Cells shrink as classes grow in number; where a count or a name finds no room, it is left out.
 */
final class ConfusionMatrixDrawing {
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font SMALL = FONT.deriveFont(10f);
    private static final Font BOLD = FONT.deriveFont(Font.BOLD, 15f);
    private static final Color LIGHT = new Color(0xf4f7fb);
    private static final Color FULL = new Color(0x08306b);
    private static final Color GREY = new Color(0x777777);

    /** The matrix is about as large as this if it has many classes. */
    private static final int SIDE = 1000;

    private static final int LARGEST_CELL = 64;
    private static final int SMALLEST_CELL = 3;
    private static final int GAP = 8;
    private static final int AXIS = 26;
    private static final int TITLE = 44;
    private static final int SCALE = 16;
    private static final int SCALE_LABELS = 56;
    private static final int LONGEST_NAME = 22;

    private final List<String> names;
    private final long[][] counts;
    private final int cell;
    private final FontMetrics metrics;
    private final FontMetrics small;
    private final FontMetrics bold;
    /** Every how many classes one is named. */
    private final int step;

    private final boolean slanted;
    private final int left;
    private final int side;

    ConfusionMatrixDrawing(List<String> names, long[][] counts) {
        this.names = names.stream()
                .map(name -> name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…")
                .toList();
        this.counts = counts;
        Graphics2D measuring = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        this.metrics = measuring.getFontMetrics(FONT);
        this.small = measuring.getFontMetrics(SMALL);
        this.bold = measuring.getFontMetrics(BOLD);
        measuring.dispose();
        int widest = GAP
                + metrics.stringWidth(Long.toString(Arrays.stream(counts)
                        .flatMapToLong(Arrays::stream)
                        .max()
                        .orElse(0)));
        this.cell =
                Math.max(SMALLEST_CELL, Math.min(SIDE / Math.max(1, counts.length), Math.max(LARGEST_CELL, widest)));
        this.step = Math.max(1, (metrics.getHeight() + cell - 1) / cell);
        this.slanted = longestName() > cell - GAP;
        this.left = AXIS + longestName() + GAP;
        this.side = cell * counts.length;
    }

    private int longestName() {
        return names.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }

    BufferedImage picture() {
        int names =
                slanted ? (int) Math.ceil(longestName() * Math.sqrt(0.5)) + metrics.getHeight() : metrics.getHeight();
        String title = title();
        int width = Math.max(left + side + 2 * GAP + SCALE + SCALE_LABELS, left + bold.stringWidth(title) + 2 * GAP);
        int height = TITLE + side + GAP + names + AXIS;
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(Color.BLACK);
        graphics.setFont(BOLD);
        graphics.drawString(title, left, TITLE - 2 * GAP);
        for (int row = 0; row < counts.length; row++) {
            row(graphics, row);
        }
        names(graphics);
        scale(graphics);
        graphics.setColor(Color.BLACK);
        graphics.setFont(FONT.deriveFont(Font.BOLD));
        middle(graphics, "predicted", left + side / 2, height - AXIS / 2);
        upright(graphics, "true", AXIS / 2, TITLE + side / 2);
        graphics.dispose();
        return picture;
    }

    private String title() {
        long rows = Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
        long right = IntStream.range(0, counts.length)
                .mapToLong(each -> counts[each][each])
                .sum();
        return String.format(
                Locale.ROOT, "Confusion matrix: %,d rows, accuracy %.4f", rows, (double) right / Math.max(1, rows));
    }

    private void row(Graphics2D graphics, int trueClass) {
        long all = Math.max(1, Arrays.stream(counts[trueClass]).sum());
        int line = cell > 12 ? 1 : 0;
        for (int predicted = 0; predicted < counts.length; predicted++) {
            long count = counts[trueClass][predicted];
            double rate = (double) count / all;
            int x = left + predicted * cell;
            int y = TITLE + trueClass * cell;
            graphics.setColor(shade(rate));
            graphics.fillRect(x, y, cell - line, cell - line);
            if (count > 0) {
                graphics.setColor(rate > 0.5 ? Color.WHITE : Color.BLACK);
                texts(graphics, Long.toString(count), percent(rate), x + cell / 2, y + cell / 2);
            }
        }
    }

    /** Writes a count, and below it its rate, as far as there is room. */
    private void texts(Graphics2D graphics, String count, String rate, int x, int y) {
        boolean both = cell >= metrics.getHeight() + small.getHeight() + GAP;
        if (metrics.stringWidth(count) <= cell - 4 && metrics.getHeight() <= cell) {
            graphics.setFont(FONT);
            middle(graphics, count, x, both ? y - small.getHeight() / 2 : y);
        }
        if (both) {
            graphics.setFont(SMALL);
            middle(graphics, rate, x, y + metrics.getHeight() / 2 + 1);
        }
    }

    private static String percent(double rate) {
        return rate < 0.01 ? "<1 %" : String.format(Locale.ROOT, "%.0f %%", 100 * rate);
    }

    private void names(Graphics2D graphics) {
        graphics.setFont(FONT);
        graphics.setColor(Color.BLACK);
        for (int each = 0; each < counts.length; each += step) {
            String name = names.get(each);
            int center = each * cell + cell / 2;
            graphics.drawString(name, left - GAP - metrics.stringWidth(name), TITLE + center + rise(metrics));
            int below = TITLE + side + GAP;
            if (slanted) {
                AffineTransform before = graphics.getTransform();
                graphics.translate(left + center + rise(metrics), below + 2);
                graphics.rotate(-Math.PI / 4);
                graphics.drawString(name, -metrics.stringWidth(name), rise(metrics));
                graphics.setTransform(before);
            } else {
                middle(graphics, name, left + center, below + metrics.getHeight() / 2);
            }
        }
    }

    /** Draws the shades of all rates, right of the matrix. */
    private void scale(Graphics2D graphics) {
        int x = left + side + 2 * GAP;
        for (int y = 0; y < side; y++) {
            graphics.setColor(shade(1 - (double) y / side));
            graphics.drawLine(x, TITLE + y, x + SCALE - 1, TITLE + y);
        }
        graphics.setColor(GREY);
        graphics.setFont(SMALL);
        int at = x + SCALE + 4;
        graphics.drawString("100 %", at, TITLE + small.getAscent());
        graphics.drawString("0 %", at, TITLE + side);
        if (side > small.stringWidth("of the true class") + 4 * small.getHeight()) {
            upright(graphics, "of the true class", at + GAP, TITLE + side / 2);
        }
    }

    private static Color shade(double rate) {
        return new Color(
                shade(LIGHT.getRed(), FULL.getRed(), rate),
                shade(LIGHT.getGreen(), FULL.getGreen(), rate),
                shade(LIGHT.getBlue(), FULL.getBlue(), rate));
    }

    private static int shade(int light, int full, double rate) {
        return (int) Math.round(light + (full - light) * rate);
    }

    /** How far a line of text reaches above its middle. */
    private static int rise(FontMetrics font) {
        return (font.getAscent() - font.getDescent()) / 2;
    }

    private static void middle(Graphics2D graphics, String text, int x, int y) {
        FontMetrics font = graphics.getFontMetrics();
        graphics.drawString(text, x - font.stringWidth(text) / 2, y + rise(font));
    }

    private static void upright(Graphics2D graphics, String text, int x, int y) {
        AffineTransform before = graphics.getTransform();
        graphics.translate(x, y);
        graphics.rotate(-Math.PI / 2);
        middle(graphics, text, 0, 0);
        graphics.setTransform(before);
    }
}
