package io.kindling.io;

import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files. */
public final class Png {
    private Png() {}

    /** Writes a picture, without losing anything of it. */
    public static void write(BufferedImage picture, Location file) throws IOException {
        file.write(out -> {
            // In memory: ImageIO would keep it in a file of its own.
            try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                if (!ImageIO.write(picture, "png", stream)) {
                    throw new IOException("this Java cannot write PNG of this kind");
                }
            }
        });
    }
}
