package io.kindling.program;

import io.kindling.autodiff.Variable;
import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.data.Batch;
import io.kindling.nn.LossTerms;
import io.kindling.nn.Model;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.layer.Activations;
import io.kindling.nn.layer.BatchNormalization;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.tensor.DType;
import io.kindling.tensor.Rows;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The declarations of a program, and its models with their initial weights. For use by one thread at a time. */
public final class BuiltProgram {
    private final ProgramSpec spec;
    private final Map<String, Model> models;
    private final Map<String, Metric> metrics;
    private final List<Phase> phases;
    private final @Nullable PhaseFunction evaluation;
    private final @Nullable PredictionFunction prediction;
    private final @Nullable GenerationFunction generation;
    private final EvaluationMetrics evaluationMetrics;
    private final MetricResults results = new MetricResults(this);
    private final List<WeightLayout> layouts;
    private final boolean isFloat32;

    BuiltProgram(
            ProgramSpec spec,
            Map<String, Model> models,
            Map<String, Metric> metrics,
            List<Phase> phases,
            @Nullable PhaseFunction evaluation,
            @Nullable PredictionFunction prediction,
            @Nullable GenerationFunction generation) {
        this.spec = spec;
        this.models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        this.evaluationMetrics = EvaluationMetrics.of(spec);
        this.metrics = evaluationMetrics.after(metrics);
        this.phases = List.copyOf(phases);
        this.evaluation = evaluation;
        this.prediction = prediction;
        this.generation = generation;
        this.layouts = models.values().stream().map(WeightLayout::of).toList();
        this.isFloat32 = models.values().stream()
                .flatMap(model -> model.weights().stream())
                .map(Variable::dtype)
                .allMatch(DType.FLOAT32::equals);
    }

    /** Builds the program that a spec names, through the thread's context class loader. */
    @SuppressWarnings("try") // a scope acts by being open
    public static BuiltProgram of(ProgramSpec spec) {
        Program program = ProgramClass.instantiate(spec.className());
        ProgramBuilder builder = new ProgramBuilder(spec);
        try (BuildScope scope = BuildScope.withSeed(spec.seed())) {
            return UserFailure.described(
                    () -> {
                        program.define(builder);
                        return builder.build();
                    },
                    thrown -> thrown instanceof ProgramException ours
                            ? ours
                            : ProgramException.thrown("Cannot build program " + spec.className(), spec, thrown));
        }
    }

    public ProgramSpec spec() {
        return spec;
    }

    /** The models by name, in the order of their declaration. */
    public Map<String, Model> models() {
        return models;
    }

    /** The metrics by name: those that the program declares, then those that its spec adds to an evaluation. */
    public Map<String, Metric> metrics() {
        return metrics;
    }

    public List<Phase> phases() {
        return phases;
    }

    /** The declared evaluation, without the metrics that the spec adds. */
    public Optional<PhaseFunction> evaluation() {
        return Optional.ofNullable(evaluation);
    }

    /** @throws PhaseException if the phase's own code throws */
    public LossTerms loss(PhaseCall call, Step step, Batch batch) {
        PhaseFunction function = phases.get(call.phase()).function();
        return UserFailure.described(
                () -> Objects.requireNonNull(function.loss(step, batch), "its loss is null"),
                thrown -> thrownIn(call, step, thrown));
    }

    /** Wraps what the phase's own code threw, or a kernel that it called. */
    public PhaseException thrownIn(PhaseCall call, Step step, Throwable thrown) {
        return PhaseException.of(at(call) + (step.shards() > 1 ? ", shard " + step.shard() : ""), spec, thrown);
    }

    private String at(PhaseCall call) {
        return "phase '" + phases.get(call.phase()).name() + "' at epoch " + (call.epoch() + 1) + ", step "
                + call.step();
    }

    /**
     * Runs the update of a phase by its optimizer, which may be the program's own.
     *
     * @throws PhaseException if the optimizer throws
     * @throws NonFiniteGradientException if it refuses the gradient
     */
    public void update(PhaseCall call, Runnable update) {
        UserFailure.described(
                () -> {
                    update.run();
                    return call;
                },
                thrown -> thrown instanceof NonFiniteGradientException refused
                        ? refused
                        : PhaseException.of("the update of " + at(call), spec, thrown));
    }

    /** Whether all weights are float32: only such programs are compiled to plans. */
    public boolean isFloat32() {
        return isFloat32;
    }

    /**
     * Checks what can be checked before the first step of a training.
     *
     * @throws ProgramException if the program cannot be trained as it is declared
     */
    public void requireTrainable() {
        ProgramCheck.require(this);
    }

    /** The variables that are not weights of a declared model. Strategies do not update them: they keep their built values. */
    public List<TrackedValue> undeclared(List<TrackedValue> variables) {
        Set<TrackedValue> known = Collections.newSetFromMap(new IdentityHashMap<>());
        models.values().forEach(model -> known.addAll(model.weights()));
        return variables.stream().filter(variable -> !known.contains(variable)).toList();
    }

    /** Whether the program declares an evaluation. */
    public boolean hasEvaluation() {
        return evaluation != null;
    }

    /** @throws ProgramException if the program declares no evaluation */
    public void requireEvaluation() {
        declaredEvaluation();
    }

    private PhaseFunction declaredEvaluation() {
        if (evaluation == null) {
            throw new ProgramException("Cannot evaluate program " + spec.className()
                    + ": it declares no evaluation. Declare one with p.evaluation(...).");
        }
        return evaluation;
    }

    /**
     * @throws PhaseException if the evaluation's own code throws
     * @throws ProgramException if the program declares no evaluation
     */
    public LossTerms evaluationLoss(Step step, Batch batch) {
        PhaseFunction declared = declaredEvaluation();
        LossTerms loss = inFunction(
                "the evaluation", () -> Objects.requireNonNull(declared.loss(step, batch), "its loss is null"));
        if (!evaluationMetrics.isEmpty()) {
            // A plan computes what both functions have in common once.
            evaluationMetrics.update(batch.labels(), predicted(batch));
        }
        return loss;
    }

    /**
     * The predictions for a batch: the result of the declared prediction function, or else the output of the only model.
     *
     * @return (rows, ...)
     * @throws PhaseException if the prediction's own code throws
     * @throws ProgramException if no prediction is declared and there are several models, or one whose inputs the features do not
     *     name, or the result does not have one row for each row of the batch
     */
    public Tensor predicted(Batch batch) {
        PredictionFunction function = prediction != null ? prediction : UndeclaredPrediction.of(spec, models);
        Tensor predicted = inFunction(
                "the prediction", () -> Objects.requireNonNull(function.predict(batch), "its prediction is null"));
        if (predicted.shape().rank() == 0 || predicted.shape().dim(0) != batch.count()) {
            throw new ProgramException("Cannot predict with program " + spec.className()
                    + ": its prediction has shape " + predicted.shape() + " for " + batch.count()
                    + " rows. The leading axis must be the rows.");
        }
        return predicted;
    }

    /** Whether the program declares a prediction, or has a single model, whose output is the prediction. */
    public boolean hasPrediction() {
        return prediction != null || models.size() == 1;
    }

    /**
     * Whether predictions for data with classes are probabilities. Those of a declared prediction are, and so is the output of
     * the only model if it ends in a softmax. Other outputs may be logits.
     */
    public boolean predictsProbabilities() {
        return prediction != null
                || (models.size() == 1
                        && Activations.ofOutput(models.values().iterator().next())
                                .filter("softmax"::equals)
                                .isPresent());
    }

    <T> T inFunction(String what, Supplier<T> function) {
        return UserFailure.described(function, thrown -> PhaseException.of(what, spec, thrown));
    }

    /** Whether the program declares a generation. */
    public boolean hasGeneration() {
        return generation != null;
    }

    /**
     * The generated values for some rows.
     *
     * @return (rows, ...)
     * @throws PhaseException if the generation's own code throws
     * @throws ProgramException if the program declares no generation, or the result does not have one row for each row
     */
    public Tensor generated(Step step, Rows rows) {
        GenerationFunction declared = generation;
        if (declared == null) {
            throw new ProgramException("Cannot generate with program " + spec.className()
                    + ": it declares no generation. Declare one with p.generation(...).");
        }
        Tensor generated = inFunction(
                "the generation",
                () -> Objects.requireNonNull(declared.generate(step, rows), "what it generates is null"));
        if (generated.shape().rank() == 0 || generated.shape().dim(0) != rows.count()) {
            throw new ProgramException("Cannot generate with program " + spec.className() + ": it gives "
                    + generated.shape() + " for " + rows.count() + " rows. The leading axis must be the rows.");
        }
        return generated;
    }

    /** The shape of one row of {@link #predicted}. */
    @SuppressWarnings("try") // a scope acts by being open
    public Shape predictedShape() {
        try (Interpreter.ShapesOnly shapes = Interpreter.shapesOnly()) {
            return predicted(spec.data().symbolicBatch(1)).shape().dropFirst(1);
        }
    }

    /** The layout of each model's flat weight array, in the order of models. */
    public List<WeightLayout> layouts() {
        return layouts;
    }

    /** The indices of the models that a phase updates, in the order of {@link #models}. */
    public List<Integer> updatedBy(Phase phase) {
        List<Model> all = List.copyOf(models.values());
        return phase.models().stream().map(all::indexOf).toList();
    }

    /** The layout of a phase's flat array: the arrays of the models that it updates, one after the other. */
    public WeightLayout layout(Phase phase) {
        return WeightLayout.concat(updatedBy(phase).stream().map(layouts::get).toList());
    }

    /** The state of each metric. */
    public List<long[]> metricStates() {
        return metrics.values().stream().map(Metric::state).toList();
    }

    /** The result of each metric that the phases update, by name, for given metric states. */
    public Map<String, Double> trainingMetrics(List<long[]> states) {
        return results.training(states);
    }

    /** The result of each metric that the evaluation updates, by name, for given metric states. */
    public Map<String, Double> evaluationMetrics(List<long[]> states) {
        return results.evaluation(states);
    }

    /**
     * The result of each metric, by name, for given metric states.
     *
     * @throws PhaseException if a metric of the program's own throws
     */
    public Map<String, Double> metricResults(List<long[]> states) {
        return results.all(states);
    }

    /** Whether a layer's output for a row depends on the other rows of the batch while training. */
    public boolean hasBatchStatistics() {
        return models.values().stream()
                .flatMap(model -> model.flattened().stream())
                .anyMatch(BatchNormalization.class::isInstance);
    }

    /** The current weights of each model, in the order of models: at first the initial ones. */
    public List<float[]> readWeights() {
        List<float[]> weights = new ArrayList<>();
        int i = 0;
        for (Model model : models.values()) {
            weights.add(layouts.get(i++).read(model));
        }
        return weights;
    }

    /** Loads weights into the models. Their tensors are allocated in the current tensor scope if there is one. */
    public void loadWeights(List<float[]> weights) {
        int i = 0;
        for (Model model : models.values()) {
            layouts.get(i).write(weights.get(i), model);
            i++;
        }
    }
}
