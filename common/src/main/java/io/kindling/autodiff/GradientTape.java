package io.kindling.autodiff;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.OpCall;
import io.kindling.autodiff.internal.Tape;
import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.autodiff.op.Ops;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.internal.CallSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records operations while it is open and differentiates them, like TensorFlow's {@code GradientTape}
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
 * {@code watch}, or a result computed from them. Tapes nest: an outer tape records the derivatives that an inner one
 * computes, which gives higher-order derivatives. A tape is confined to the thread that opened it.
 */
public final class GradientTape implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GradientTape.class);
    /** The warnings so far: each is given once for a line of the user's. */
    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private final boolean persistent;
    private final boolean watchesVariables;
    private final Recording recorded = new Recording();
    private final Tape recorder = new Recorder();
    /** Why computed gradients were null (empty: not null); kept when the recorded calls are released. */
    private final Map<GradientQuery, Optional<String>> explanations = new HashMap<>();

    private boolean recording;
    private boolean used;

    private record GradientQuery(Tensor target, GradientSource source) {}

    private GradientTape(Set<TapeOption> options) {
        this.persistent = options.contains(TapeOption.PERSISTENT);
        this.watchesVariables = !options.contains(TapeOption.WATCH_EXPLICITLY);
    }

    /** Opens a tape, which records until it is closed. */
    public static GradientTape open(TapeOption... options) {
        return new GradientTape(Set.copyOf(Arrays.asList(options))).resume();
    }

    /** Resumes recording after a close. A non-persistent tape that has given its gradients starts empty. */
    public GradientTape resume() {
        if (recording) {
            throw new IllegalStateException("Cannot open a tape that is already recording.");
        }
        if (used && !persistent) {
            reset();
        }
        recording = true;
        Interpreter.start(recorder, CallSite.at()).forEach(GradientTape::warnOfLeak);
        return this;
    }

    private static void warnOfLeak(String line) {
        warnOnce("A tape was not closed" + line
                + ": an open tape records everything that follows. Open it in a try statement, or close it.");
    }

    private static void warnOnce(String text) {
        if (WARNED.add(text)) {
            LOG.warn(text);
        }
    }

    /** Stops recording; gradients can still be computed. */
    @Override
    public void close() {
        if (recording) {
            recording = false;
            Interpreter.stop(recorder);
        }
    }

    /** Pauses recording until the returned scope is closed. */
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

    /** Clears everything that was recorded and watched. */
    public void reset() {
        recorded.clear();
        explanations.clear();
        used = false;
    }

    /** Watches a tensor, so that gradients with respect to it can be computed. */
    public void watch(Tensor tensor) {
        if (!tensor.dtype().isFloating()) {
            warnOnce("A watched tensor is " + tensor.dtype() + CallSite.at()
                    + "; only float32 and float64 have gradients: its gradient will be null.");
            return;
        }
        recorded.watch(tensor);
    }

    /** Watches a variable, so that gradients with respect to its current value can be computed. */
    public void watch(Variable variable) {
        recorded.watch(variable);
    }

    /** Returns the watched variables, in the order in which they were first read. */
    public List<Variable> watchedVariables() {
        return recorded.variables();
    }

    private void read(Variable variable) {
        if (watchesVariables && variable.isTrainable() && variable.dtype().isFloating()) {
            recorded.watch(variable);
        }
    }

    /** Returns the calls recorded so far, in order. */
    List<OpCall<?>> calls() {
        return recorded.calls();
    }

    /** Receives what this thread computes while the tape records. */
    private final class Recorder implements Tape {
        @Override
        public void onCall(OpCall<?> call) {
            recorded.record(call);
        }

        @Override
        public void onRead(TrackedValue value) {
            read((Variable) value);
        }
    }

    /** Returns the gradient of the sum of a target's elements by one variable; null if they are not connected. */
    public @Nullable Tensor gradient(Tensor target, Variable source) {
        return gradient(target, List.of(source)).get(0);
    }

    /** Returns the gradient of the sum of a target's elements by one watched tensor; null if they are not connected. */
    public @Nullable Tensor gradient(Tensor target, Tensor source) {
        return gradient(target, List.of(GradientSource.of(source))).get(0);
    }

    /** Returns the gradients of the sum of a target's elements, one per source; null for unconnected sources. */
    public List<@Nullable Tensor> gradient(Tensor target, List<? extends GradientSource> sources) {
        return gradient(List.of(target), sources, Collections.singletonList(null), Unconnected.NONE);
    }

    /** Same as {@link #gradient(Tensor, List)}, with a choice of the result for unconnected sources. */
    public List<@Nullable Tensor> gradient(
            Tensor target, List<? extends GradientSource> sources, Unconnected unconnected) {
        return gradient(List.of(target), sources, Collections.singletonList(null), unconnected);
    }

    /**
     * Returns the gradients of the sum over targets of {@code sum(target * outputGradient)}, one per source.
     *
     * @param outputGradients one per target, of its shape; null means ones
     */
    public List<@Nullable Tensor> gradient(
            List<Tensor> targets,
            List<? extends GradientSource> sources,
            List<@Nullable Tensor> outputGradients,
            Unconnected unconnected) {
        if (targets.size() != outputGradients.size()) {
            throw new IllegalArgumentException("Invalid outputGradients: " + outputGradients.size()
                    + " (one for each of " + targets.size() + " targets)");
        }
        for (int i = 0; i < targets.size(); i++) {
            check(targets.get(i), outputGradients.get(i));
        }
        use();
        List<@Nullable Tensor> gradients = derive(targets, sources, outputGradients);
        for (int i = 0; i < gradients.size(); i++) {
            GradientSource source = sources.get(i);
            if (!persistent) {
                answer(targets, source, gradients.get(i) != null);
            }
            if (gradients.get(i) == null && unconnected == Unconnected.ZERO) {
                gradients.set(
                        i, Tensor.zeros(source.tensor().dtype(), source.tensor().shape()));
            }
        }
        release();
        return Collections.unmodifiableList(gradients);
    }

    /** Returns the gradients of a variable's current value, which is read by this call; ones for the variable itself. */
    public List<@Nullable Tensor> gradient(Variable target, List<? extends GradientSource> sources) {
        read(target);
        return gradient(target.tensor(), sources);
    }

    /**
     * Returns the derivative of each element of a target by each element of a source. Its shape is the target's followed
     * by the source's. Runs one backward pass per element of the target. Null if they are not connected.
     */
    public @Nullable Tensor jacobian(Tensor target, GradientSource source) {
        use();
        Tensor jacobian = Jacobian.assemble(
                target,
                source.tensor().shape(),
                one -> derive(List.of(target), List.of(source), List.of(one)).get(0));
        if (!persistent) {
            answer(List.of(target), source, jacobian != null);
        }
        release();
        return jacobian;
    }

    /**
     * Explains why the gradient of target by source is null, for example {@code cut at argmax}; empty if it is not. A
     * non-persistent tape releases its record when it computes gradients: after that, it can explain only those.
     */
    public Optional<String> explain(Tensor target, GradientSource source) {
        Optional<String> answer = explanations.get(new GradientQuery(target, source));
        if (answer != null) {
            return answer;
        }
        if (used && !persistent) {
            throw new IllegalStateException("Cannot explain a gradient that was not computed: a tape that is not"
                    + " persistent has released its record. Call explain before gradient, or open the tape with"
                    + " TapeOption.PERSISTENT.");
        }
        return recorded.explain(target, source, watchesVariables);
    }

    private void use() {
        if (used && !persistent) {
            throw new IllegalStateException("Cannot call gradient twice on a tape that is not persistent:"
                    + " open it with GradientTape.open(TapeOption.PERSISTENT).");
        }
        used = true;
        if (recording && !persistent) {
            close();
        } else if (recording) {
            warnOnce("Calling gradient on a persistent tape inside its scope also records the derivatives"
                    + CallSite.at() + ". Call it after the scope, or nest tapes for higher-order derivatives.");
        }
    }

    private List<@Nullable Tensor> derive(
            List<Tensor> targets,
            List<? extends GradientSource> sources,
            List<? extends @Nullable Tensor> outputGradients) {
        Backward backward = recorded.backward(sources);
        for (int i = 0; i < targets.size(); i++) {
            backward.seed(targets.get(i), outputGradients.get(i));
        }
        backward.run();
        List<@Nullable Tensor> gradients = new ArrayList<>();
        for (GradientSource source : sources) {
            gradients.add(recorded.tensorsOf(source).stream()
                    .map(backward::gradientOf)
                    .filter(Objects::nonNull)
                    .reduce(Ops::add)
                    .orElse(null));
        }
        return gradients;
    }

    private void release() {
        if (!persistent) {
            recorded.forgetCalls();
        }
    }

    private static void check(Tensor target, @Nullable Tensor outputGradient) {
        if (outputGradient != null
                && (!outputGradient.shape().equals(target.shape()) || outputGradient.dtype() != target.dtype())) {
            throw new IllegalArgumentException("Invalid output gradient: " + outputGradient.dtype() + " "
                    + outputGradient.shape() + " (the target is " + target.dtype() + " " + target.shape() + ")");
        }
    }

    private void answer(List<Tensor> targets, GradientSource source, boolean connected) {
        for (Tensor target : targets) {
            boolean certainlyConnected = connected && targets.size() == 1;
            Optional<String> answer =
                    certainlyConnected ? Optional.empty() : recorded.explain(target, source, watchesVariables);
            explanations.put(new GradientQuery(target, source), answer);
        }
    }
}
