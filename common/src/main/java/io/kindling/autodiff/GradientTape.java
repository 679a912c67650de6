package io.kindling.autodiff;

import io.kindling.autodiff.op.Arithmetic;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records operations while it is open and differentiates what was recorded, as TensorFlow's {@code GradientTape} does
 * ({@code tensorflow/python/eager/backprop.py}).
 *
 * <pre>{@code
 * try (GradientTape tape = GradientTape.open()) {
 *     Tensor loss = lossFn.call(labels, model.call(features, TRAINING));
 *     List<Tensor> gradients = tape.gradient(loss, model.trainableWeights());
 * }
 * }</pre>
 *
 * <p>An operation is recorded if one of its inputs is watched: a trainable variable that was read, a tensor given to
 * {@code watch}, or what was computed from them. Tapes nest: an outer tape records the derivatives an inner one
 * computes, which is how to get higher orders. For the thread that opened it.
 */
public final class GradientTape implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GradientTape.class);

    private final boolean persistent;
    private final boolean watchesVariables;
    private final List<OpCall<?>> calls = new ArrayList<>();
    private final Set<Tensor> watched = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Variable, Set<Tensor>> readings = new LinkedHashMap<>();
    private boolean recording;
    private boolean used;

    private GradientTape(Set<TapeOption> options) {
        this.persistent = options.contains(TapeOption.PERSISTENT);
        this.watchesVariables = !options.contains(TapeOption.WATCH_BY_HAND);
    }

    /** A tape that records from now until it is closed. */
    public static GradientTape open(TapeOption... options) {
        return new GradientTape(Set.copyOf(Arrays.asList(options))).resume();
    }

    /** Records again after having been closed, going on with what there is. */
    public GradientTape resume() {
        if (recording) {
            throw new IllegalStateException("Cannot open a tape that is already recording.");
        }
        recording = true;
        Interpreter.start(this);
        return this;
    }

    /** Ends recording; gradients can still be asked for. */
    @Override
    public void close() {
        if (recording) {
            recording = false;
            Interpreter.stop(this);
        }
    }

    /** Ends recording until the returned scope is closed. */
    public Paused stopRecording() {
        if (!recording) {
            throw new IllegalStateException("Cannot stop a tape that is not recording.");
        }
        close();
        return this::resume;
    }

    /** A pause in a tape's recording. */
    public interface Paused extends AutoCloseable {
        @Override
        void close();
    }

    /** Forgets everything recorded and watched. */
    public void reset() {
        calls.clear();
        watched.clear();
        readings.clear();
        used = false;
    }

    /** Makes gradients by this tensor available. */
    public void watch(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            LOG.warn("A watched tensor is {}; only float32 and float64 have gradients: its gradient will be null.",
                    tensor.dtype());
            return;
        }
        watched.add(tensor);
    }

    /** Makes gradients by this variable available, from its reading on. */
    public void watch(Variable variable) {
        watch(variable.tensor());
        readings.computeIfAbsent(variable, v -> Collections.newSetFromMap(new IdentityHashMap<>()))
                .add(variable.tensor());
    }

    /** The variables watched, in the order they were first read. */
    public List<Variable> watchedVariables() {
        return List.copyOf(readings.keySet());
    }

    void read(Variable variable) {
        if (watchesVariables && variable.isTrainable() && variable.dtype().isFloating()) {
            watch(variable);
        }
    }

    void record(OpCall<?> call) {
        List<Tensor> inputs = call.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            if (watched.contains(inputs.get(i))) {
                calls.add(call);
                if (call.output().dtype().isFloating()) {
                    watched.add(call.output());
                }
                return;
            }
        }
    }

    /** The gradient of the sum of a target's elements by one variable; null where they are not connected. */
    public @Nullable Tensor gradient(Tensor target, Variable source) {
        return gradient(target, List.of(source)).get(0);
    }

    /** The gradient of the sum of a target's elements by one watched tensor; null where they are not connected. */
    public @Nullable Tensor gradient(Tensor target, Tensor source) {
        return gradient(target, List.of(GradientSource.of(source))).get(0);
    }

    /** The gradients of the sum of a target's elements, one for each source; null where they are not connected. */
    public List<@Nullable Tensor> gradient(Tensor target, List<? extends GradientSource> sources) {
        return gradient(List.of(target), sources, Collections.singletonList(null), Unconnected.NONE);
    }

    /** As {@link #gradient(Tensor, List)}, with a choice of what stands for an unconnected source. */
    public List<@Nullable Tensor> gradient(
            Tensor target, List<? extends GradientSource> sources, Unconnected unconnected) {
        return gradient(List.of(target), sources, Collections.singletonList(null), unconnected);
    }

    /**
     * The gradients of the sum over targets of {@code sum(target * outputGradient)}, one for each source.
     *
     * @param outputGradients one for each target, of its shape; null stands for ones
     */
    public List<@Nullable Tensor> gradient(
            List<Tensor> targets,
            List<? extends GradientSource> sources,
            List<@Nullable Tensor> outputGradients,
            Unconnected unconnected) {
        if (used && !persistent) {
            throw new IllegalStateException("Cannot call gradient twice on a tape that is not persistent:"
                    + " open it with GradientTape.open(TapeOption.PERSISTENT).");
        }
        if (targets.size() != outputGradients.size()) {
            throw new IllegalArgumentException("Invalid outputGradients: " + outputGradients.size()
                    + " (one for each of " + targets.size() + " targets)");
        }
        used = true;
        if (recording && !persistent) {
            close();
        } else if (recording) {
            LOG.warn("Calling gradient on a persistent tape inside its scope also records the derivatives."
                    + " Call it after the scope, or nest tapes for higher orders.");
        }
        Backward backward = new Backward(calls, sourceTensors(sources));
        for (int i = 0; i < targets.size(); i++) {
            backward.seed(targets.get(i), outputGradients.get(i));
        }
        backward.run();
        List<@Nullable Tensor> gradients = new ArrayList<>();
        for (GradientSource source : sources) {
            Tensor gradient = null;
            for (Tensor tensor : tensorsOf(source)) {
                Tensor part = backward.gradientOf(tensor);
                gradient = gradient == null || part == null ? (gradient == null ? part : gradient)
                        : Arithmetic.add(gradient, part);
            }
            if (gradient == null && unconnected == Unconnected.ZERO) {
                gradient = Tensor.zeros(source.tensor().dtype(), source.tensor().shape());
            }
            gradients.add(gradient);
        }
        if (!persistent) {
            calls.clear();
            watched.clear();
        }
        return Collections.unmodifiableList(gradients);
    }

    /** Why the gradient of target by source is null; empty where it is not. To be asked before {@code gradient}. */
    public Optional<String> explain(Tensor target, GradientSource source) {
        return new Connection(calls, watched).explain(target, source, tensorsOf(source));
    }

    private List<Tensor> sourceTensors(List<? extends GradientSource> sources) {
        return sources.stream().flatMap(source -> tensorsOf(source).stream()).toList();
    }

    /** The tensors that stood for a source while this tape recorded. */
    private List<Tensor> tensorsOf(GradientSource source) {
        if (source instanceof Variable variable) {
            return List.copyOf(readings.getOrDefault(variable, Set.of()));
        }
        return watched.contains(source.tensor()) ? List.of(source.tensor()) : List.of();
    }
}
