package io.kindling.nn;

import static io.kindling.nn.Mode.INFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.autodiff.GradientTape;
import io.kindling.autodiff.Variable;
import io.kindling.config.Config;
import io.kindling.nn.internal.BuildScope;
import io.kindling.nn.layer.Add;
import io.kindling.nn.layer.Dense;
import io.kindling.nn.layer.Flatten;
import io.kindling.nn.layer.Input;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // a scope acts by being open
class ModelTest {
    private BuildScope names;

    @BeforeEach
    void open() {
        names = BuildScope.withSeed(7);
    }

    @AfterEach
    void close() {
        names.close();
    }

    private static List<String> weightNames(Layer layer) {
        return layer.weights().stream().map(Variable::name).toList();
    }

    @Test
    void names_areCountedPerClass_andExplicitOnesDoNotAdvanceTheCount() {
        Node digits = Input.of(8).named("digits");
        Node x = Dense.of(4).apply(digits);
        x = Dense.of(4).named("mine").apply(x);
        x = Dense.of(4).apply(x);
        Model model = Model.of(digits, x);
        assertThat(model.layers()).extracting(Layer::name).containsExactly("digits", "dense", "mine", "dense_1");
        assertThat(model.name()).isEqualTo("model");
        assertThat(Model.sequential(Input.of(3), Flatten.of()).name()).isEqualTo("sequential");
        assertThat(Model.sequential(Input.of(3), Flatten.of()).layers().get(0).name())
                .isEqualTo("input_2");
    }

    @Test
    void snakeCase_followsKeras() {
        assertThat(List.of("Conv2DTranspose", "LeakyReLU", "GlobalMaxPooling2D", "Dense", "BatchNormalization"))
                .map(BuildScope::snakeCase)
                .containsExactly(
                        "conv2d_transpose", "leaky_re_lu", "global_max_pooling2d", "dense", "batch_normalization");
    }

    @Test
    void layersWithTheSameName_getDifferentWeights_reproducibleInANewScope() {
        Layer a = Dense.of(3).named("same");
        Layer b = Dense.of(3).named("same");
        a.apply(Input.of(5));
        b.apply(Input.of(5));
        assertThat(a.weights().get(0).tensor().floats())
                .isNotEqualTo(b.weights().get(0).tensor().floats());
        try (BuildScope again = BuildScope.withSeed(7)) {
            Layer c = Dense.of(3).named("same");
            c.apply(Input.of(5));
            assertThat(c.weights().get(0).tensor().floats())
                    .isEqualTo(a.weights().get(0).tensor().floats());
        }
    }

    @Test
    void layers_areOrderedByTheirDistanceFromTheOutputs() {
        Node left = Input.of(4).named("left");
        Node right = Input.of(4).named("right");
        Node deep = Dense.of(2).named("deep1").apply(right);
        Node shallow = Dense.of(2).named("shallow").apply(left);
        deep = Dense.of(2).named("deep2").apply(deep);
        Model model = Model.of(
                List.of(left, right),
                List.of(shallow, Dense.of(1).named("deep3").apply(deep)));
        assertThat(model.layers())
                .extracting(Layer::name)
                .containsExactly("right", "deep1", "left", "deep2", "shallow", "deep3");
        assertThat(weightNames(model)).startsWith("deep1/kernel", "deep1/bias", "deep2/kernel");
    }

    @Test
    void sharedLayer_listsItsWeightsOnce_andComputesTwice() {
        Node a = Input.of(3).named("a");
        Node b = Input.of(3).named("b");
        Layer shared = Dense.of(2).named("shared");
        Model model = Model.of(List.of(a, b), List.of(shared.apply(a), shared.apply(b)));
        assertThat(weightNames(model)).containsExactly("shared/kernel", "shared/bias");
        Tensor one = Tensor.of(new float[] {1, 2, 3}, 1, 3);
        List<Tensor> out = model.call(List.of(one, one), INFERENCE);
        assertThat(out.get(0).floats()).isEqualTo(out.get(1).floats());
    }

    @Test
    void weightsOfANestedModel_haveDistinctPaths() {
        Node latent = Input.of(3);
        Model encoder =
                Model.of(latent, Dense.of(2).named("dense").apply(latent)).named("encoder");
        Node in = Input.of(3);
        Model model =
                Model.of(in, Dense.of(1).named("head").apply(encoder.apply(in))).named("classifier");
        assertThat(model.weightsByPath().keySet())
                .containsExactly(
                        "classifier/encoder/dense/kernel",
                        "classifier/encoder/dense/bias",
                        "classifier/head/kernel",
                        "classifier/head/bias");
        assertThat(model.weightsByPath().values()).containsExactlyElementsOf(model.weights());
    }

    @Test
    void freeze_appliesToAllSublayers_asInKeras() {
        Node latent = Input.of(3);
        Layer inner = Dense.of(2).named("inner");
        Model encoder = Model.of(latent, inner.apply(latent)).named("encoder");
        Node in = Input.of(3);
        Model model = Model.of(in, Dense.of(1).named("head").apply(encoder.apply(in)));
        encoder.freeze();
        assertThat(inner.isFrozen()).isTrue();
        assertThat(inner.trainableWeights()).isEmpty();
        assertThat(model.trainableWeights()).extracting(Variable::name).containsExactly("head/kernel", "head/bias");
        assertThat(model.weights()).hasSize(4);
        inner.unfreeze();
        assertThat(model.trainableWeights()).hasSize(2);
        encoder.unfreeze();
        assertThat(model.trainableWeights()).hasSize(4);
    }

    @Test
    void duplicateNames_areRejected() {
        Node in = Input.of(3);
        Node x = Dense.of(3).named("twin").apply(in);
        Node y = Dense.of(3).named("twin").apply(x);
        assertThatThrownBy(() -> Model.of(in, y))
                .hasMessage("Cannot create a model: two layers are named 'twin'. Rename one with named(...).");
    }

    @Test
    void missingInputs_andOutputsAsInputs_areRejected() {
        Node a = Input.of(3).named("a");
        Node b = Input.of(3).named("b");
        Node x = Dense.of(3).named("x").apply(b);
        assertThatThrownBy(() -> Model.of(a, x))
                .hasMessage("Cannot create a model: its output depends on input 'b', which is not among its inputs.");
        assertThatThrownBy(() -> Model.of(x, x)).hasMessageContaining("its input is the output of layer 'x' (Dense)");
        assertThatThrownBy(() -> Model.of(List.of(b, b), List.of(x))).hasMessageContaining("'b' is given twice");
        assertThatThrownBy(() -> Model.of(List.of(), List.of(x))).hasMessageContaining("at least one of each");
    }

    @Test
    void errors_nameTheLayersPath() {
        Node latent = Input.of(3).named("latent");
        Model encoder =
                Model.of(latent, Dense.of(2).named("dense_1").apply(latent)).named("encoder");
        Node in = Input.of(3).named("in");
        Model model = Model.of(in, encoder.apply(in)).named("outer");
        assertThatThrownBy(() -> model.call(Tensor.of(new float[8], 2, 4)))
                .isInstanceOf(TensorException.class)
                .hasMessage(
                        "Cannot call with shape (2, 4): input 'in' takes (None, 3). In layer 'outer' (Functional).");
        Layer dense = encoder.layers().get(1);
        assertThatThrownBy(() -> dense.call(Tensor.of(new float[8], 2, 4)))
                .hasMessage(
                        "Cannot multiply (2, 4) by (3, 2): inner sizes 4 and 3 differ. In layer 'dense_1' (Dense).");
    }

    @Test
    void errorsInNestedModels_nameTheWholePath() {
        Layer fails = new Layer() {
            private int calls;

            @Override
            protected Tensor forward(Tensor input, Mode mode) {
                if (calls++ > 3) {
                    throw new TensorException("Cannot do it.");
                }
                return input;
            }
        }.named("bad");
        Node latent = Input.of(3);
        Model encoder = Model.of(latent, fails.apply(latent)).named("encoder");
        Node in = Input.of(3);
        Model model = Model.of(in, encoder.apply(in)).named("outer");
        assertThatThrownBy(() -> model.call(Tensor.of(new float[3], 1, 3)))
                .hasMessage("Cannot do it. In layer 'encoder/bad' (Layer).");
    }

    @Test
    void deepModels_doNotOverflowTheStack() {
        Node in = Input.of(1);
        Node x = in;
        Layer shared = Flatten.of();
        for (int i = 0; i < 20_000; i++) {
            x = shared.apply(x);
        }
        Model model = Model.of(in, x);
        assertThat(model.calls()).hasSize(20_001);
        assertThat(model.call(Tensor.of(new float[] {5}, 1, 1)).shape()).isEqualTo(Shape.of(1, 1));
    }

    @Test
    void predict_givesTheBitsOfACall_forAnyNumberOfRows() {
        Model model = Model.sequential(Input.of(3), Dense.of(4).activation("relu"), Dense.of(2));
        float[] values = new float[1_000 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i % 17) / 8f - 1;
        }
        Tensor rows = Tensor.of(values, 1_000, 3);

        Tensor predicted = model.predict(rows);
        assertThat(predicted.shape()).isEqualTo(Shape.of(1_000, 2));
        assertThat(predicted.floats()).containsExactly(model.call(rows).floats());
        assertThat(model.predict(Tensor.of(new float[0], 0, 3)).shape()).isEqualTo(Shape.of(0, 2));
    }

    @Test
    void predict_isNotRecordedByTapes() {
        Model model = Model.sequential(Input.of(3), Dense.of(2));
        Tensor row = Tensor.of(new float[] {1, 2, 3}, 1, 3);
        try (GradientTape tape = GradientTape.open()) {
            Tensor predicted = model.predict(row);
            Tensor called = model.call(row);
            assertThat(tape.gradient(predicted, model.weights())).containsOnlyNulls();
            assertThat(called.floats()).containsExactly(predicted.floats());
        }
    }

    @Test
    void predict_takesAsManyInputsAsTheModelHas() {
        Node a = Input.of(2).named("a");
        Node b = Input.of(2).named("b");
        Model model = Model.of(List.of(a, b), List.of(Add.of().apply(a, b))).named("sum");
        assertThat(model.inputNames()).containsExactly("a", "b");
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        assertThat(model.predict(List.of(rows, Tensor.ones(2, 2))).floats()).containsExactly(2, 3, 4, 5);

        assertThatThrownBy(() -> model.predict(rows))
                .isInstanceOf(TensorException.class)
                .hasMessage("Cannot predict with model 'sum' from 1 input: it has the inputs [a, b] and 1 output.");
        assertThatThrownBy(() -> model.predict(List.of(rows, Tensor.ones(3, 2))))
                .hasMessage("Cannot predict: the inputs have [2, 3] rows (all the same number).");
    }

    @Test
    void layers_areFoundByName_withWeightsThatAreReadAndSet() {
        Model model = Model.sequential(
                Input.of(2), Dense.of(3).named("hidden"), Dense.of(1).named("last"));
        Layer last = model.layer("last");
        assertThat(model.countParams()).isEqualTo(2 * 3 + 3 + 3 + 1);
        assertThat(last.countParams()).isEqualTo(4);

        last.setWeights(List.of(Tensor.of(new float[] {1, 2, 3}, 3, 1), Tensor.ones(1)));
        assertThat(last.weightValues().get(0).floats()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> last.setWeights(List.of(Tensor.zeros(3, 1), Tensor.zeros(2))))
                .hasMessageStartingWith("Cannot assign float32 (2,) to variable 'last/bias'");
        assertThat(last.weightValues().get(0).floats())
                .as("nothing is set if one value does not fit")
                .containsExactly(1, 2, 3);
        assertThatThrownBy(() -> last.setWeights(List.of()))
                .hasMessage("Cannot set the weights of Dense(last): it has 2, not 0.");

        assertThatThrownBy(() -> model.named("chain").layer("hiden"))
                .hasMessageStartingWith("Cannot find layer 'hiden' in model 'chain' (did you mean 'hidden'? there are ")
                .hasMessageEndingWith("hidden, last).");
    }

    @Test
    void weightLargerThanABuffer_isRejectedBeforeAllocation() {
        Node input = Input.of(784);
        assertThatThrownBy(() -> Dense.of(Integer.MAX_VALUE).named("wide").apply(input))
                .isInstanceOf(WeightsException.class)
                .hasMessage("weight 'wide/kernel' of shape (784, 2147483647) has 1683627179248 elements, one weight can"
                        + " have at most 536870911");
    }

    @Test
    void weightsLargerThanTheHeapInTotal_areRejectedBeforeAllocation() {
        long heap = Runtime.getRuntime().maxMemory();
        Initializer nothing = new Initializer() {
            @Override
            public float[] values(Shape shape, long seed) {
                return new float[0];
            }

            @Override
            public Config config() {
                return Config.EMPTY;
            }
        };
        Shape largest = Shape.of(Integer.MAX_VALUE / Float.BYTES);
        assertThatThrownBy(() -> {
                    for (long bytes = 0; bytes <= heap; bytes += largest.size() * Float.BYTES) {
                        BuildScope.firstValues(
                                "layer", "part", largest, seed -> nothing.values(largest, seed), WeightsException::new);
                    }
                })
                .isInstanceOf(WeightsException.class)
                .hasMessageMatching("weight 'layer/part' of shape \\(536870911,\\) brings the total to \\d+ elements;"
                        + " training them needs at least \\d+ bytes of heap, and Java has " + heap
                        + "; raise it with -Xmx, for bin/kindling in KINDLING_JAVA_OPTS");
    }

    @Test
    void named_returnsACopyOfAModel_withTheSameWeights() {
        Node in = Input.of(3);
        Model model = Model.of(in, Dense.of(2).apply(in)).named("first");
        Model copy = model.named("second");
        assertThat(List.of(model.name(), copy.name())).containsExactly("first", "second");
        assertThat(copy.weights()).isEqualTo(model.weights());
    }

    @Test
    void named_returnsANewInput_unlessALayerWasCalledOnIt() {
        Node input = Input.of(3);
        Node named = input.named("digits");
        assertThat(named.producer().name()).isEqualTo("digits");
        assertThat(input.producer().name()).isNotEqualTo("digits");
        assertThat(named.shapeText()).isEqualTo(input.shapeText());
        Dense.of(2).apply(named);
        assertThatThrownBy(() -> named.named("late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot set name of layer 'digits': it was already called. Set it before the first call.");
    }

    @Test
    void copies_keepAGivenName_butNotAGeneratedOne_andStayFrozen() {
        Dense given = Dense.of(2).named("mine").activation("relu");
        assertThat(given.name()).isEqualTo("mine");
        Dense generated = Dense.of(2);
        assertThat(generated.withoutBias().name()).isNotEqualTo(generated.name());
        given.freeze();
        assertThat(given.withoutBias().isFrozen()).isTrue();
    }
}
