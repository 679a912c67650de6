package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.config.Registry;
import io.kindling.data.FeatureLayout;
import io.kindling.driver.internal.SettingsException;
import io.kindling.nn.Model;
import io.kindling.nn.Node;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Activations;
import io.kindling.nn.loss.Loss;
import io.kindling.nn.loss.Losses;
import io.kindling.nn.loss.SparseCategoricalCrossentropy;
import io.kindling.nn.metric.ConfusionMatrix;
import io.kindling.nn.metric.Metric;
import io.kindling.nn.metric.Metrics;
import io.kindling.nn.metric.OneVsRestAUC;
import io.kindling.nn.metric.PredictionMetric;
import io.kindling.program.DataSchema;
import io.kindling.program.ProgramSpec;
import io.kindling.tensor.DType;
import io.kindling.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the user sets for a model folder that records no program, such as one that Java code wrote.
 *
 * @param model which model, if the folder holds several
 * @param loss the kind of the loss to evaluate with
 * @param metrics the kinds of metrics to evaluate
 */
public record UnrecordedProgram(Optional<String> model, Optional<String> loss, List<String> metrics) {
    /** No settings. */
    public static final UnrecordedProgram NONE = new UnrecordedProgram(Optional.empty(), Optional.empty(), List.of());

    private static final String FROM_LOGITS = "from_logits";
    private static final Set<String> PROBABILITIES = Set.of("softmax", "sigmoid");
    /** The metrics that are made for a number of classes. */
    private static final Set<String> OF_CLASSES =
            Set.of(ConfusionMatrix.class.getSimpleName(), OneVsRestAUC.class.getSimpleName());

    public UnrecordedProgram {
        metrics = List.copyOf(metrics);
    }

    /** @throws SettingsException if something is set although the folder records its program */
    void requireUnset(String folder, ProgramSpec recorded) {
        Optional<String> option = model.isPresent()
                ? Optional.of("--model-name")
                : loss.isPresent()
                        ? Optional.of("--loss")
                        : metrics.stream().findFirst().map(metric -> "--metrics");
        option.ifPresent(name -> {
            throw SettingsException.invalid(
                    "option",
                    name,
                    "only for a model folder that records no program: " + folder + " records " + recorded.className());
        });
    }

    /**
     * Returns the program that does what can be done with these settings.
     *
     * @throws SettingsException if a setting is missing or invalid, or the model does not have one input and one output
     */
    ProgramSpec of(Map<String, Model> models, String folder) {
        String name = chosen(models, folder);
        Model chosen = Objects.requireNonNull(models.get(name));
        if (chosen.outputs().size() != 1) {
            throw new SettingsException("Cannot use model '" + name + "' in " + folder + ": it has "
                    + chosen.outputs().size()
                    + " outputs, and the folder records no program that would say what they are.");
        }
        ProgramSpec predicting = ModelProgram.predicting(name, chosen, rows(chosen));
        if (loss.isEmpty()) {
            if (!metrics.isEmpty()) {
                throw new SettingsException("Cannot compute metrics without a loss: set --loss to one of "
                        + String.join(", ", Losses.REGISTRY.kinds()) + ".");
            }
            return predicting;
        }
        return ModelProgram.evaluating(
                predicting,
                loss(loss.get(), chosen),
                metrics.stream().map(kind -> metric(kind, chosen)).toList());
    }

    private String chosen(Map<String, Model> models, String folder) {
        if (model.isPresent()) {
            if (!models.containsKey(model.get())) {
                throw SettingsException.invalid(
                        "--model-name", model.get(), folder + " has " + String.join(", ", models.keySet()));
            }
            return model.get();
        }
        if (models.size() != 1) {
            throw new SettingsException("Cannot choose a model in " + folder + ": it records no program, and has "
                    + String.join(", ", models.keySet()) + ". Set --model-name.");
        }
        return models.keySet().iterator().next();
    }

    /** The rows that a model takes. Its outputs are classes if it ends in a softmax, or if the loss is that of class numbers. */
    private DataSchema rows(Model chosen) {
        boolean classes = loss.isPresent()
                ? loss.get().equals(SparseCategoricalCrossentropy.class.getSimpleName())
                : activation(chosen).equals("softmax");
        FeatureLayout inputs = inputs(chosen);
        Node input = chosen.inputs().get(0);
        long width = inputs.features().stream()
                .mapToLong(feature -> feature.shape().size())
                .sum();
        return new DataSchema(
                inputs.features().isEmpty() ? input.dtype() : DType.FLOAT32,
                inputs.features().isEmpty() ? input.rowShape() : Shape.of(Math.toIntExact(width)),
                classes ? DType.INT32 : DType.FLOAT32,
                Shape.SCALAR,
                classes ? outputs(chosen) : 0,
                false,
                inputs);
    }

    /** The inputs of a model that has several, in the order of their names. */
    private static FeatureLayout inputs(Model model) {
        if (model.inputs().size() == 1) {
            return FeatureLayout.NONE;
        }
        Map<String, FeatureLayout.Feature> inputs = new TreeMap<>();
        for (Node input : model.inputs()) {
            String name = input.producer().name();
            inputs.put(name, new FeatureLayout.Feature(name, input.dtype(), input.rowShape()));
        }
        return new FeatureLayout(List.copyOf(inputs.values()));
    }

    /** The size of the last axis of the output. */
    private static int outputs(Model model) {
        Shape row = model.outputs().get(0).rowShape();
        return row.rank() == 0 ? 1 : row.dim(-1);
    }

    private static String activation(Model model) {
        return Activations.ofOutput(model).orElse("");
    }

    private static Loss loss(String kind, Model model) {
        Loss loss = named(kind, Losses.REGISTRY, Config.EMPTY);
        Config config = loss.config();
        return config.has(FROM_LOGITS)
                ? Losses.REGISTRY.create(config.with(FROM_LOGITS, !PROBABILITIES.contains(activation(model))))
                : loss;
    }

    private static PredictionMetric metric(String kind, Model model) {
        Config config = Config.of("name", BuildScope.snakeCase(kind));
        Metric metric = named(
                kind, Metrics.REGISTRY, OF_CLASSES.contains(kind) ? config.with("classes", outputs(model)) : config);
        if (metric instanceof PredictionMetric prediction) {
            return prediction;
        }
        Set<String> others = new TreeSet<>(Metrics.REGISTRY.kinds());
        others.remove(kind);
        throw SettingsException.invalid("--metrics", kind, "one of " + String.join(", ", others));
    }

    private static <T> T named(String kind, Registry<T> registry, Config config) {
        try {
            return registry.create(config.with(Registry.KIND, kind));
        } catch (IllegalArgumentException unknown) {
            throw new SettingsException(unknown.getMessage(), unknown);
        }
    }
}
