package io.kindling.io;

import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.io.internal.Reason;
import io.kindling.nn.Layer;
import io.kindling.nn.Model;
import io.kindling.nn.ModelGraph;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Layers;
import io.kindling.tensor.DType;
import io.kindling.tensor.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A folder of trained models. {@code model.json} holds their architecture and provenance, as data, and the digests of
 * both files; {@code weights.safetensors} holds all weights, trainable or not, model by model, in the order of {@link
 * Model#weights}. The folder contains no class names, only kinds of the layer registry.
 *
 * @param models by their names in the program, in its order
 * @param provenance data, rows, seed, version, command, or whatever the writer states
 */
public record ModelFolder(Map<String, Model> models, Config provenance) {
    private static final String MANIFEST = "model.json";
    private static final String WEIGHTS = "weights.safetensors";
    private static final String FORMAT = "kindling-model";
    private static final long VERSION = 1;

    public ModelFolder {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    /** Returns the folder of one model, under its own name. */
    public static ModelFolder of(Model model, Config provenance) {
        return new ModelFolder(Map.of(model.name(), model), provenance);
    }

    /** Returns the only model. */
    public Model model() {
        if (models.size() != 1) {
            throw new ModelException("Cannot choose a model: there are " + models.keySet() + ". Name one.");
        }
        return models.values().iterator().next();
    }

    /** Returns the model that has this name in the program. */
    public Model model(String name) {
        Model model = models.get(name);
        if (model == null) {
            throw new ModelException("Cannot find model '" + name + "': there are " + models.keySet() + ".");
        }
        return model;
    }

    /**
     * Writes both files, replacing an older model. Creates the folder if it is missing.
     *
     * @throws IllegalStateException if data cannot describe the models: a layer does not define its config, for example
     */
    public void write(Location folder) throws IOException {
        Config content = content();
        Safetensors weights = new Safetensors(storedWeights(), Map.of());
        folder.createFolder();
        // Both are complete before either is in place: an older model stays intact if the disk is full.
        try (PreparedFile weightsFile = weights.prepare(folder.child(WEIGHTS));
                PreparedFile manifestFile = manifest(content, weightsFile.bytes(), weightsFile.sha256())
                        .prepare(folder.child(MANIFEST))) {
            weightsFile.replace();
            manifestFile.replace();
        }
    }

    /**
     * Returns whether a folder is what an unfinished {@link #write} leaves: it has no complete model and no other files. A
     * missing folder is one.
     */
    public static boolean isUnfinished(Location folder) throws IOException {
        return folder.list().stream().allMatch(name -> name.equals(WEIGHTS) || PreparedFile.isTemporary(name))
                && (!folder.exists() || folder.isFolder());
    }

    private static Manifest manifest(Config content, long weightBytes, String weightsSha256) {
        return new Manifest(
                FORMAT, VERSION, content, Map.of(WEIGHTS, new Manifest.StoredFile(weightBytes, weightsSha256)));
    }

    private Config content() {
        models.values().stream().flatMap(model -> model.flattened().stream()).forEach(ModelFolder::requireKindOfItsOwn);
        return Config.of("models", ModelGraph.describe(models), "made", provenance);
    }

    private static void requireKindOfItsOwn(Layer layer) {
        String name = layer.getClass().getName();
        if (Layers.kinds().contains(layer.kind()) && !name.startsWith(Layers.class.getPackageName() + ".")) {
            throw new IllegalStateException("Cannot describe layer '" + layer.name() + "': " + name + " has kind '"
                    + layer.kind() + "', which is a built-in layer's. Override kind(), to return package>Name.");
        }
    }

    private Map<String, StoredTensor> storedWeights() {
        Map<String, StoredTensor> stored = new LinkedHashMap<>();
        ModelGraph.weightsByPath(models).forEach((path, weight) -> stored.put(path, stored(weight)));
        return stored;
    }

    /**
     * Checks that {@link #write} would succeed, and that any process with the same jars could read what it writes. For use
     * before a training whose result is to be saved. Needs as much memory as the weights.
     *
     * @throws IllegalStateException as {@link #write}
     * @throws IllegalArgumentException if the models could not be read; the message says which part is the reason
     */
    public void requireReadable() {
        Map<String, StoredTensor> weights = storedWeights();
        try {
            SafetensorsHeader header = SafetensorsHeader.of(weights, Map.of());
            SafetensorsHeaderParser.parse(WEIGHTS, header.toBytes(), header.bytes());
            Manifest manifest =
                    Manifest.parse(manifest(content(), header.bytes(), "").toBytes(), Manifest.MAX_MODEL_BYTES);
            load(build(manifest.content().config("models"), elements(weights), Layers::createListed), weights);
        } catch (IOException impossible) {
            throw new IllegalArgumentException(impossible.getMessage(), impossible);
        }
    }

    /**
     * Reads and checks a folder.
     *
     * @throws ModelException if it is missing, damaged, or has an unregistered layer kind
     */
    public static ModelFolder read(Location folder) {
        requireFolder(folder);
        Manifest manifest = Manifest.read(folder.child(MANIFEST), FORMAT, VERSION, Manifest.MAX_MODEL_BYTES);
        manifest.requireIntact(folder, WEIGHTS);
        Map<String, StoredTensor> weights =
                Safetensors.read(folder.child(WEIGHTS)).tensors();
        try {
            Map<String, Model> models = build(manifest.content().config("models"), elements(weights), Layers::create);
            load(models, weights);
            return new ModelFolder(models, manifest.content().config("made"));
        } catch (IllegalArgumentException | IllegalStateException mismatched) {
            throw new ModelException("Cannot read the model in " + folder + ": " + mismatched.getMessage(), mismatched);
        }
    }

    private static void requireFolder(Location folder) {
        try {
            if (!folder.child(MANIFEST).exists()) {
                throw new ModelException("Cannot read a model in " + folder + ": " + whyMissing(folder));
            }
        } catch (IOException failed) {
            throw new ModelException("Cannot read a model in " + folder + ": " + Reason.of(failed), failed);
        }
    }

    private static String whyMissing(Location folder) throws IOException {
        if (!folder.exists()) {
            return "there is no such folder.";
        }
        if (!folder.isFolder()) {
            return "it is a file, not a folder.";
        }
        for (String name : folder.list()) {
            Location inner = folder.child(name);
            if (inner.child(MANIFEST).exists()) {
                return "the model is in " + inner + ".";
            }
        }
        List<String> names = folder.list();
        return "there is no " + MANIFEST + "; the folder " + (names.isEmpty() ? "is empty." : "holds " + names + ".");
    }

    private static long elements(Map<String, StoredTensor> weights) {
        return weights.values().stream()
                .mapToLong(tensor -> tensor.shape().size())
                .sum();
    }

    /** Builds the models with zero weights; a description cannot allocate more numbers than the file has. */
    @SuppressWarnings("try") // The scope acts while it is open; its variable is not used.
    private static Map<String, Model> build(
            Config descriptions, long elements, BiFunction<String, Config, Layer> kinds) {
        try (BuildScope scope = BuildScope.withZeros(elements)) {
            return ModelGraph.buildAll(descriptions, kinds);
        }
    }

    private static void load(Map<String, Model> models, Map<String, StoredTensor> stored) {
        Map<String, Variable> weights = ModelGraph.weightsByPath(models);
        if (!weights.keySet().equals(stored.keySet())) {
            weights = ModelGraph.weightsByName(models);
        }
        weights.forEach((path, weight) -> load(path, weight, stored.get(path)));
        Set<String> others = new LinkedHashSet<>(stored.keySet());
        others.removeAll(weights.keySet());
        if (!others.isEmpty()) {
            throw new IllegalArgumentException("no layer has the weights " + others);
        }
    }

    private static void load(String path, Variable weight, @Nullable StoredTensor tensor) {
        if (tensor == null) {
            throw new IllegalArgumentException("weight '" + path + "' is not in " + WEIGHTS);
        }
        if (!tensor.shape().equals(weight.shape()) || tensor.dtype() != weight.dtype()) {
            throw new IllegalArgumentException("weight '" + path + "' is " + tensor.dtype() + " " + tensor.shape()
                    + " in " + WEIGHTS + ", but " + weight.dtype() + " " + weight.shape() + " in the model");
        }
        weight.adopt(tensor(tensor));
    }

    private static StoredTensor stored(Variable weight) {
        Object values = weight.dtype() == DType.FLOAT32
                ? weight.tensor().floats()
                : weight.tensor().doubles();
        return new StoredTensor(weight.shape(), values);
    }

    private static Tensor tensor(StoredTensor stored) {
        return stored.dtype() == DType.FLOAT32
                ? Tensor.of((float[]) stored.values(), stored.shape().dims())
                : Tensor.of((double[]) stored.values(), stored.shape().dims());
    }
}
