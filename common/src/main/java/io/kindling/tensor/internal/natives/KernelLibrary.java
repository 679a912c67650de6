package io.kindling.tensor.internal.natives;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * A native library that computes in this process. The last bits of a result depend on the library and its instruction
 * set: runs that must agree bit for bit need the same ones.
 *
 * @param instructionSet the newest instruction set its kernels may use on this processor, as the library names it
 * @param threads number of threads it uses for a kernel: 1
 * @param computes the kernels that Kindling uses it for
 */
public record KernelLibrary(String name, String version, String instructionSet, int threads, String computes) {
    /**
     * The system property that selects the library for float32 matrix products, convolutions and pooling: {@code auto},
     * {@code onednn} or {@code nd4j}.
     */
    public static final String PROPERTY = "kindling.kernels";

    private static final String PRODUCTS = "float32 matrix products, convolutions, pooling";

    /** Returns the libraries that compute in this process. */
    public static List<KernelLibrary> loaded() {
        Map<String, Integer> threads = new HashMap<>(ComputeThread.threadsByLibrary());
        Integer oneDnn = threads.remove("onednn");
        List<KernelLibrary> libraries = new ArrayList<>();
        if (oneDnn != null) {
            libraries.add(
                    new KernelLibrary("oneDNN", OneDnn.libraryVersion(), OneDnn.instructionSet(), oneDnn, PRODUCTS));
        }
        libraries.add(new KernelLibrary(
                "ND4J",
                nd4jVersion(),
                nd4jInstructionSet(),
                Collections.max(threads.values()),
                oneDnn != null ? "other kernels" : "kernels"));
        return libraries;
    }

    /** Names the libraries, versions and instruction sets that the bits of results depend on. */
    public static String names() {
        return loaded().stream()
                .map(library -> library.name + " " + library.version + " (" + library.instructionSet + ")")
                .collect(Collectors.joining(", "));
    }

    /** Reads the version from the Maven descriptor in the library's jar, because the library does not report it. */
    private static String nd4jVersion() {
        try {
            return Loader.getVersion("org.nd4j", "nd4j-native", Nd4j.class);
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String nd4jInstructionSet() {
        NativeOps nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
        return switch (nativeOps.binaryLevel()) {
            case 1 -> "x86-64";
            case 2 -> "avx2";
            case 3 -> "avx512";
            default -> "level " + nativeOps.binaryLevel();
        };
    }
}
