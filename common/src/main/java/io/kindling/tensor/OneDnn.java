package io.kindling.tensor;

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

/** oneDNN in this process: loaded once, with one engine, and one stream for each thread. */
final class OneDnn {
    private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

    private static final @Nullable engine ENGINE;
    private static final @Nullable Throwable FAILURE;
    /** Why nothing may be multiplied. */
    private static final @Nullable String REFUSAL;

    private static final boolean AVX512;

    private static final ThreadLocal<stream> STREAM = ThreadLocal.withInitial(() -> new stream(engine()));

    static {
        String wanted = System.getProperty(KernelLibrary.PROPERTY, "auto");
        engine loaded = null;
        Throwable failure = null;
        String refusal = null;
        switch (wanted) {
            case "nd4j" -> {}
            case "auto", "onednn" -> {
                try {
                    loaded = new engine(engine.kind.cpu, 0);
                } catch (LinkageError | RuntimeException e) {
                    failure = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
                }
            }
            default -> refusal = "Invalid " + KernelLibrary.PROPERTY + ": " + wanted + " (auto, onednn or nd4j)";
        }
        if (failure != null && wanted.equals("onednn")) {
            refusal = "Cannot use oneDNN as " + KernelLibrary.PROPERTY + "=onednn asks: " + failure;
        } else if (failure != null) {
            LOG.warn(
                    "Cannot load oneDNN, so what it is for is computed without it: slower, and with other last bits. {}",
                    failure.toString());
        }
        ENGINE = loaded;
        FAILURE = failure;
        REFUSAL = refusal;
        AVX512 = loaded != null && instructionSet().startsWith("avx512");
    }

    private OneDnn() {}

    /** Whether oneDNN serves here; an error where it was asked for and cannot. */
    static boolean isUsable() {
        if (REFUSAL != null) {
            throw new IllegalStateException(REFUSAL, FAILURE);
        }
        return ENGINE != null;
    }

    static engine engine() {
        return Objects.requireNonNull(ENGINE);
    }

    /** The calling thread's stream. */
    static stream stream() {
        return STREAM.get();
    }

    static String libraryVersion() {
        dnnl_version_t version = version();
        return version.major() + "." + version.minor() + "." + version.patch();
    }

    /** The newest instructions that kernels made here may use, as oneDNN names them: {@code avx512_core}. */
    static String instructionSet() {
        return get_effective_cpu_isa().toString();
    }

    /** Whether kernels use AVX-512: then oneDNN chooses some of another kind. */
    static boolean hasAvx512() {
        return AVX512;
    }

    /**
     * The threads a kernel called from here would use. oneDNN does not say, but the backward pass of a layer
     * normalization reserves two numbers a column for each thread, and two once.
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
