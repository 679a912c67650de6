package io.kindling.tensor.internal.natives;

import static org.bytedeco.dnnl.global.dnnl.get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.version;

import java.util.Objects;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.global.dnnl.query;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The oneDNN library in this process: loaded once, with one engine, and one stream per thread. */
public final class OneDnn {
    private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

    private static final @Nullable engine ENGINE;
    private static final @Nullable Throwable FAILURE;
    /** Why every float32 kernel must fail: the requested library is invalid or cannot be loaded. */
    private static final @Nullable String ERROR;

    private static final boolean AVX512;

    private static final ThreadLocal<stream> STREAM = ThreadLocal.withInitial(() -> new stream(engine()));

    static {
        String requested = System.getProperty(KernelLibrary.PROPERTY, "auto");
        engine loaded = null;
        Throwable failure = null;
        String error = null;
        switch (requested) {
            case "nd4j" -> {}
            case "auto", "onednn" -> {
                try {
                    loaded = new engine(engine.kind.cpu, 0);
                } catch (LinkageError | Exception e) {
                    failure = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
                }
            }
            default -> error = "Invalid " + KernelLibrary.PROPERTY + ": " + requested + " (auto, onednn or nd4j)";
        }
        if (failure != null && requested.equals("onednn")) {
            error = "Cannot load oneDNN, which " + KernelLibrary.PROPERTY + "=onednn requires: " + failure;
        } else if (failure != null) {
            LOG.warn(
                    "Cannot load oneDNN: matrix products, convolutions and pooling run without it, more slowly and with"
                            + " different last bits. {}",
                    failure.toString());
        }
        ENGINE = loaded;
        FAILURE = failure;
        ERROR = error;
        AVX512 = loaded != null && instructionSet().startsWith("avx512");
    }

    private OneDnn() {}

    /**
     * Returns whether oneDNN is available.
     *
     * @throws IllegalStateException if oneDNN was requested but cannot be loaded, or the property is invalid
     */
    public static boolean isUsable() {
        if (ERROR != null) {
            throw new IllegalStateException(ERROR, FAILURE);
        }
        return ENGINE != null;
    }

    public static engine engine() {
        return Objects.requireNonNull(ENGINE);
    }

    /** Returns the stream of the calling thread. */
    public static stream stream() {
        return STREAM.get();
    }

    static String libraryVersion() {
        dnnl_version_t version = version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    /** Returns the newest instruction set that kernels may use, as oneDNN names it: {@code avx512_core}. */
    static String instructionSet() {
        return get_effective_cpu_isa().toString();
    }

    /** Returns whether kernels may use AVX-512, with which oneDNN chooses different implementations. */
    public static boolean hasAvx512() {
        return AVX512;
    }

    /**
     * Returns the number of threads that a kernel called from this thread would use. oneDNN does not report it, but the
     * backward pass of layer normalization reserves two numbers per column for each thread, and two once.
     */
    static int threads() {
        int wider = 2048;
        int columns = 1024;
        return (int) ((bytesOfLayerNormalization(wider) - bytesOfLayerNormalization(columns))
                        / (2L * Float.BYTES * (wider - columns)))
                - 1;
    }

    private static long bytesOfLayerNormalization(int columns) {
        memory.desc rows = new memory.desc(new long[] {1, columns}, memory.data_type.f32, memory.format_tag.ab);
        var flags = normalization_flags.use_scale_shift;
        float epsilon = 1e-3f;
        var forward = new layer_normalization_forward.primitive_desc(
                new layer_normalization_forward.desc(prop_kind.forward_training, rows, epsilon, flags), engine());
        var backward = new layer_normalization_backward.primitive_desc(
                new layer_normalization_backward.desc(prop_kind.backward, rows, rows, epsilon, flags),
                engine(),
                forward);
        return backward.query_s64(query.memory_consumption_s64);
    }
}
