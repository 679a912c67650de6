package io.kindling.program;

import io.kindling.data.Examples;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import java.util.stream.LongStream;

/** The bundled Fashion-MNIST data set. */
public final class FashionMnistFixture {
    private FashionMnistFixture() {}

    public static Examples training(int rows) {
        return IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
                .training()
                .read(LongStream.range(0, rows).toArray());
    }
}
