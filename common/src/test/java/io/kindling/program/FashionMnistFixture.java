package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import java.util.Objects;
import java.util.stream.LongStream;

/** The bundled Fashion-MNIST data set. */
public final class FashionMnistFixture {
    private FashionMnistFixture() {}

    public static Examples training(int rows) {
        return IdxFolder.open(Location.of(folder()))
                .training()
                .read(LongStream.range(0, rows).toArray());
    }

    /** The folder among the test resources, as a URI. */
    private static String folder() {
        return Objects.requireNonNull(FashionMnistFixture.class.getResource("/fashion-mnist"))
                .toString();
    }
}
