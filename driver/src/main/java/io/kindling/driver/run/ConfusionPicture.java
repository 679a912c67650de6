package io.kindling.driver.run;

import io.kindling.driver.Paths;
import io.kindling.io.Location;
import io.kindling.io.Png;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * A confusion matrix as a picture: a row a label, a column the class it was taken for; the darker, the larger the part of
 * the label's rows.
 *
 * @param counts by label and class
 */
public record ConfusionPicture(long[][] counts) {
    private static final int CELL = 52;
    private static final int MARGIN = 60;
    private static final Color FULL = new Color(0x08306b);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    public ConfusionPicture {
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /**
     * Writes it as PNG.
     *
     * @param path a path or URI
     * @param hadoop settings of its file system
     * @throws OutputException where it cannot be drawn or written
     */
    public void write(String path, Map<String, String> hadoop) {
        Location file = Paths.location(path, hadoop);
        try {
            Png.write(picture(), file);
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        } catch (LinkageError | InternalError failed) {
            throw new OutputException(
                    "Cannot draw " + path + ": this Java draws no text, the system lacks its fonts (" + failed + ").",
                    failed);
        }
    }

    private BufferedImage picture() {
        int size = MARGIN + CELL * counts.length + CELL / 4;
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(FONT);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, size, size);
        graphics.setColor(Color.BLACK);
        middle(graphics, "taken for", MARGIN + CELL * counts.length / 2, MARGIN / 4);
        middle(graphics, "label", MARGIN / 2 - 5, MARGIN - 16);
        for (int label = 0; label < counts.length; label++) {
            graphics.setColor(Color.BLACK);
            middle(graphics, Integer.toString(label), MARGIN - 16, center(label));
            middle(graphics, Integer.toString(label), center(label), MARGIN - 16);
            row(graphics, label);
        }
        graphics.dispose();
        return picture;
    }

    private void row(Graphics2D graphics, int label) {
        long all = Math.max(1, Arrays.stream(counts[label]).sum());
        for (int guess = 0; guess < counts.length; guess++) {
            long count = counts[label][guess];
            double part = (double) count / all;
            graphics.setColor(shade(part));
            graphics.fillRect(MARGIN + guess * CELL, MARGIN + label * CELL, CELL - 1, CELL - 1);
            graphics.setColor(part > 0.5 ? Color.WHITE : Color.BLACK);
            middle(graphics, Long.toString(count), center(guess), center(label));
        }
    }

    private static int center(int index) {
        return MARGIN + index * CELL + CELL / 2;
    }

    private static Color shade(double part) {
        return new Color(shade(FULL.getRed(), part), shade(FULL.getGreen(), part), shade(FULL.getBlue(), part));
    }

    private static int shade(int full, double part) {
        return (int) Math.round(245 + (full - 245) * part);
    }

    private static void middle(Graphics2D graphics, String text, int x, int y) {
        int width = graphics.getFontMetrics().stringWidth(text);
        int height = graphics.getFontMetrics().getAscent()
                - graphics.getFontMetrics().getDescent();
        graphics.drawString(text, x - width / 2, y + height / 2);
    }
}
