package io.kindling.driver.example;

import static io.kindling.autodiff.op.Ops.cast;
import static io.kindling.autodiff.op.Ops.divide;
import static io.kindling.autodiff.op.Ops.reshape;

import io.kindling.nn.Model;
import io.kindling.nn.layer.Conv2D;
import io.kindling.nn.layer.Conv2DTranspose;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.GlobalMaxPooling2D;
import io.kindling.nn.layer.Input;
import io.kindling.nn.layer.LeakyReLU;
import io.kindling.nn.layer.Reshape;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;

/** The guide's discriminator and generator, for images whose height and width are multiples of 4. */
final class GanNetworks {
    /** The length of the latent vectors. */
    static final int LATENT_DIM = 128;

    private final Shape image;

    /** @param row the shape of a row of features: (height, width) or (height, width, channels) */
    GanNetworks(Shape row) {
        this.image = ImageShape.of(row);
        if (image.dim(0) % 4 != 0 || image.dim(1) % 4 != 0) {
            throw new IllegalArgumentException("Invalid images: " + row
                    + " (height and width are multiples of 4: the generator doubles them twice)");
        }
    }

    /** Maps images (batch, height, width, channels) to logits (batch, 1), which are large for generated images. */
    Model discriminator() {
        return Model.sequential(
                        Input.of(image.dims()),
                        Conv2D.of(64, 3).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2D.of(128, 3).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        GlobalMaxPooling2D.of(),
                        Dense.of(1))
                .named("discriminator");
    }

    /** Maps latent vectors (batch, {@value #LATENT_DIM}) to images (batch, height, width, channels) with values from 0 to 1. */
    Model generator() {
        int height = image.dim(0) / 4;
        int width = image.dim(1) / 4;
        return Model.sequential(
                        Input.of(LATENT_DIM),
                        Dense.of(height * width * 128),
                        LeakyReLU.alpha(0.2),
                        Reshape.of(height, width, 128),
                        Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2DTranspose.of(128, 4).strides(2).padding("same"),
                        LeakyReLU.alpha(0.2),
                        Conv2D.of(image.dim(2), 7).padding("same").activation("sigmoid"))
                .named("generator");
    }

    /** Converts rows of pixels from 0 to 255 into input of the discriminator: (batch, height, width, channels) from 0 to 1. */
    Tensor scaled(Tensor pixels) {
        Tensor images = reshape(pixels, image.prepend(pixels.shape().dim(0)));
        return divide(cast(images, DType.FLOAT32), 255);
    }
}
