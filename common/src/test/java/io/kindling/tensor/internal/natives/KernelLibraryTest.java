package io.kindling.tensor.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.tensor.ForkedJvm;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.kernel.Window;
import io.kindling.tensor.internal.ops.Arrange;
import io.kindling.tensor.internal.ops.Convolve;
import io.kindling.tensor.internal.ops.MatMul;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KernelLibraryTest {
    private static final String PRODUCT = "19.0, 22.0, 43.0, 50.0";
    private static final String CONVOLUTION = "70.0, 38.0, 39.0, 20.0";

    @Test
    void loaded_namesBothLibraries() {
        assertThat(KernelLibrary.loaded()).extracting(KernelLibrary::name).containsExactly("oneDNN", "ND4J");
        assertThat(KernelLibrary.loaded()).allSatisfy(library -> {
            assertThat(library.threads()).isEqualTo(1);
            assertThat(library.version()).matches("\\d+\\.\\d+\\..*");
            assertThat(library.instructionSet()).isNotBlank();
        });
    }

    @Test
    void nd4j_canBeForced() throws Exception {
        assertThat(products("nd4j").run(Products.class))
                .contains("ND4J: kernels")
                .contains(PRODUCT)
                .contains(CONVOLUTION);
    }

    @Test
    void nd4j_isUsedWhenOneDnnCannotBeLoaded() throws Exception {
        assertThat(products("auto").classPath(withoutOpenCl()).run(Products.class))
                .contains("ND4J: kernels")
                .contains(PRODUCT)
                .contains(CONVOLUTION);
    }

    @Test
    void oneDnn_requiredButNotLoadable_isAnError() throws Exception {
        assertThat(products("onednn").classPath(withoutOpenCl()).run(Products.class))
                .contains("Cannot load oneDNN, which kindling.kernels=onednn requires: ");
    }

    @Test
    void unknownLibrary_isAnError() throws Exception {
        assertThat(products("mkl").run(Products.class))
                .contains("Invalid kindling.kernels: mkl (auto, onednn or nd4j)");
    }

    private static ForkedJvm products(String kernels) {
        return new ForkedJvm().options("-D" + KernelLibrary.PROPERTY + "=" + kernels);
    }

    /** oneDNN cannot be loaded without the OpenCL loader. */
    private static String withoutOpenCl() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("opencl"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Prints a product, a convolution and the libraries, or the error. */
    static final class Products {
        private Products() {}

        public static void main(String[] args) {
            try {
                Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
                Tensor b = Tensor.of(new float[] {5, 6, 7, 8}, 2, 2);
                System.out.println(
                        Arrays.toString(MatMul.multiply(a, b, false, false).doubles()));
                Window.Axis axis = Window.Axis.same(2, 2, 1, 1);
                System.out.println(Arrays.toString(Convolve.forward(
                                Arrange.reshape(a, Shape.of(1, 2, 2, 1)),
                                Arrange.reshape(b, Shape.of(2, 2, 1, 1)),
                                new Window(axis, axis),
                                1)
                        .doubles()));
                KernelLibrary.loaded().forEach(it -> System.out.println(it.name() + ": " + it.computes()));
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
