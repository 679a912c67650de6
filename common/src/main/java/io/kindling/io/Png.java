package io.kindling.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writing of PNG files. */
public final class Png {
    private Png() {}

    /** Writes a picture without loss. */
    public static void write(BufferedImage picture, Location file) throws IOException {
        file.write(out -> {
            // Caches in memory; by default ImageIO uses a temporary file.
            try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                if (!ImageIO.write(picture, "png", stream)) {
                    throw new IOException("this JDK has no PNG writer for this kind of image");
                }
            }
        });
    }
}
