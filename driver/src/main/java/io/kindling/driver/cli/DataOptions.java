package io.kindling.driver.cli;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of which data a program is for. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "A folder of IDX files with MNIST's names, plain or .gz (default: the bundled sample).")
    private @Nullable String data;

    @Option(
            names = "--classes",
            paramLabel = "N",
            description = "How many classes there are (default: as many as the labels name).")
    private @Nullable Integer classes;

    String path() {
        return data == null ? Sample.path() : data;
    }

    OptionalInt classes() {
        return classes == null ? OptionalInt.empty() : OptionalInt.of(classes);
    }
}
