package io.kindling.driver.internal.run.output;

import io.kindling.driver.internal.Paths;
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
 * A confusion matrix as an image: one row per true class, one column per predicted class. The darker a cell, the larger its
 * fraction of the row.
 *
 * @param counts by true class and predicted class
 */
public record ConfusionMatrixImage(long[][] counts) {
    private static final int CELL = 52;
    private static final int MARGIN = 60;
    private static final Color FULL = new Color(0x08306b);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    public ConfusionMatrixImage {
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /**
     * Writes the image as PNG.
     *
     * @param path a path or URI
     * @param hadoop file system settings
     * @throws OutputException if it cannot be drawn or written
     */
    public void write(String path, Map<String, String> hadoop) {
        Location file = Paths.location(path, hadoop);
        try {
            Png.write(picture(), file);
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        } catch (LinkageError | InternalError failed) {
            throw new OutputException(
                    "Cannot draw " + path + ": Java cannot draw text, since fonts or their libraries are missing ("
                            + failed + ").",
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
        middle(graphics, "predicted", MARGIN + CELL * counts.length / 2, MARGIN / 4);
        middle(graphics, "true", MARGIN / 2 - 5, MARGIN - 16);
        for (int index = 0; index < counts.length; index++) {
            graphics.setColor(Color.BLACK);
            middle(graphics, Integer.toString(index), MARGIN - 16, center(index));
            middle(graphics, Integer.toString(index), center(index), MARGIN - 16);
            row(graphics, index);
        }
        graphics.dispose();
        return picture;
    }

    private void row(Graphics2D graphics, int trueClass) {
        long all = Math.max(1, Arrays.stream(counts[trueClass]).sum());
        for (int predicted = 0; predicted < counts.length; predicted++) {
            long count = counts[trueClass][predicted];
            double fraction = (double) count / all;
            graphics.setColor(shade(fraction));
            graphics.fillRect(MARGIN + predicted * CELL, MARGIN + trueClass * CELL, CELL - 1, CELL - 1);
            graphics.setColor(fraction > 0.5 ? Color.WHITE : Color.BLACK);
            middle(graphics, Long.toString(count), center(predicted), center(trueClass));
        }
    }

    private static int center(int index) {
        return MARGIN + index * CELL + CELL / 2;
    }

    private static Color shade(double fraction) {
        return new Color(
                shade(FULL.getRed(), fraction), shade(FULL.getGreen(), fraction), shade(FULL.getBlue(), fraction));
    }

    private static int shade(int full, double fraction) {
        return (int) Math.round(245 + (full - 245) * fraction);
    }

    private static void middle(Graphics2D graphics, String text, int x, int y) {
        int width = graphics.getFontMetrics().stringWidth(text);
        int height = graphics.getFontMetrics().getAscent()
                - graphics.getFontMetrics().getDescent();
        graphics.drawString(text, x - width / 2, y + height / 2);
    }
}
