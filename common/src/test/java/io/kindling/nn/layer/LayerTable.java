package io.kindling.nn.layer;

import static io.kindling.nn.layer.LayerRow.row;
import static io.kindling.nn.layer.LayerRow.shape;

import io.kindling.nn.initializer.RandomNormal;
import io.kindling.nn.regularizer.L1;
import io.kindling.nn.regularizer.L2;
import java.util.List;
import java.util.stream.Stream;

/** The layers to test; each has one or more rows. */
final class LayerTable {
    private LayerTable() {}

    static Stream<LayerRow> rows() {
        return Stream.of(
                        dense(),
                        activations(),
                        shapes(),
                        noise(),
                        normalizations(),
                        merges(),
                        convolutions(),
                        pools(),
                        embeddings())
                .flatMap(rows -> rows);
    }

    private static Stream<LayerRow> dense() {
        return Stream.of(
                row(() -> Dense.of(4), shape(3), shape(4), "kernel (3, 4)", "bias (4,)"),
                row(() -> Dense.of(2).activation("tanh").withoutBias(), shape(3), shape(2), "kernel (3, 2)"),
                row(() -> Dense.of(2).activation("sigmoid"), shape(4, 3), shape(4, 2), "kernel (3, 2)", "bias (2,)"),
                row(() -> Dense.of(2), shape(2, 4, 3), shape(2, 4, 2), "kernel (3, 2)", "bias (2,)"),
                row(
                        () -> Dense.of(2)
                                .kernelRegularizer(L2.of(0.1))
                                .biasRegularizer(L1.of(0.1))
                                .biasInitializer(RandomNormal.of())
                                .activityRegularizer(L2.of(0.3)),
                        shape(3),
                        shape(2),
                        "kernel (3, 2)",
                        "bias (2,)"));
    }

    private static Stream<LayerRow> activations() {
        return Stream.of(
                row(() -> Activation.of("tanh"), shape(3, 2), shape(3, 2)),
                row(ReLU::of, shape(5), shape(5)),
                row(() -> ReLU.upTo(0.5), shape(5), shape(5)),
                row(LeakyReLU::of, shape(5), shape(5)),
                row(() -> LeakyReLU.negativeSlope(0.2), shape(2, 2), shape(2, 2)),
                row(Softmax::of, shape(2, 3), shape(2, 3)),
                row(() -> Softmax.of(1), shape(2, 3), shape(2, 3)),
                row(ELU::of, shape(5), shape(5)),
                row(() -> ELU.alpha(0.4), shape(2, 2), shape(2, 2)),
                row(GELU::of, shape(5), shape(5)),
                row(GELU::approximate, shape(5), shape(5)),
                row(PReLU::of, shape(2, 3), shape(2, 3), "alpha (2, 3)"),
                row(
                        () -> PReLU.of()
                                .sharedAxes(2, 1)
                                .alphaInitializer(RandomNormal.of())
                                .alphaRegularizer(L2.of(0.1)),
                        shape(2, 2, 3),
                        shape(2, 2, 3),
                        "alpha (1, 1, 3)"));
    }

    private static Stream<LayerRow> shapes() {
        return Stream.of(
                row(Flatten::of, shape(2, 3, 4), shape(24)),
                row(Flatten::of, shape(), shape(1)),
                row(() -> Reshape.of(3, 2), shape(6), shape(3, 2)),
                row(() -> Reshape.of(2, -1), shape(4, 3), shape(2, 6)),
                row(() -> Rescaling.of(0.5, -1), shape(3), shape(3)),
                row(ZeroPadding2D::of, shape(2, 3, 2), shape(4, 5, 2)),
                row(() -> ZeroPadding2D.of(0, 1, 2, 3), shape(2, 2, 1), shape(3, 7, 1)),
                row(() -> Cropping2D.of(1), shape(4, 3, 2), shape(2, 1, 2)),
                row(() -> Cropping2D.of(0, 1, 2, 0), shape(3, 4, 2), shape(2, 2, 2)),
                row(UpSampling2D::of, shape(2, 3, 2), shape(4, 6, 2)),
                row(() -> UpSampling2D.of(1, 3), shape(2, 2, 1), shape(2, 6, 1)));
    }

    private static Stream<LayerRow> noise() {
        return Stream.of(
                row(() -> Dropout.of(0.4), shape(20), shape(20)).modeDependent(),
                row(() -> GaussianNoise.of(0.5), shape(4, 2), shape(4, 2)).modeDependent(),
                row(() -> ActivityRegularization.of(0.2, 0.3), shape(3), shape(3)));
    }

    private static Stream<LayerRow> normalizations() {
        return Stream.of(
                row(Normalization::of, shape(3), shape(3), "mean (3,)", "variance (3,)", "count ()"),
                row(
                        () -> Normalization.of().axis(1, -1),
                        shape(2, 4, 3),
                        shape(2, 4, 3),
                        "mean (2, 3)",
                        "variance (2, 3)",
                        "count ()"),
                row(
                        () -> Normalization.of(new FeatureStatistics(2, List.of(1.0, -2.0), List.of(4.0, 0.5))),
                        shape(3, 2),
                        shape(3, 2)),
                row(LayerNormalization::of, shape(4), shape(4), "gamma (4,)", "beta (4,)"),
                row(() -> LayerNormalization.of().withoutScale(), shape(2, 3), shape(2, 3), "beta (3,)"),
                row(
                                BatchNormalization::of,
                                shape(3),
                                shape(3),
                                "gamma (3,)",
                                "beta (3,)",
                                "moving_mean (3,)",
                                "moving_variance (3,)")
                        .modeDependent(),
                row(
                                () -> BatchNormalization.of().momentum(0.5).withoutCenter(),
                                shape(2, 2, 3),
                                shape(2, 2, 3),
                                "gamma (3,)",
                                "moving_mean (3,)",
                                "moving_variance (3,)")
                        .modeDependent());
    }

    private static Stream<LayerRow> merges() {
        return Stream.of(
                row(Add::of, List.of(shape(3), shape(3), shape(3)), shape(3)),
                row(Multiply::of, List.of(shape(2, 3), shape(2, 3)), shape(2, 3)),
                row(Concatenate::of, List.of(shape(2), shape(3)), shape(5)),
                row(() -> Concatenate.of(1), List.of(shape(1, 2), shape(3, 2)), shape(4, 2)));
    }

    private static Stream<LayerRow> convolutions() {
        return Stream.of(
                row(() -> Conv2D.of(2, 3), shape(5, 6, 3), shape(3, 4, 2), "kernel (3, 3, 3, 2)", "bias (2,)"),
                row(
                        () -> Conv2D.of(4, 3, 2)
                                .padding("same")
                                .strides(2)
                                .groups(2)
                                .activation("tanh")
                                .kernelRegularizer(L2.of(0.1))
                                .biasRegularizer(L1.of(0.1))
                                .biasInitializer(RandomNormal.of())
                                .activityRegularizer(L2.of(0.3)),
                        shape(6, 5, 4),
                        shape(3, 3, 4),
                        "kernel (3, 2, 2, 4)",
                        "bias (4,)"),
                row(
                        () -> Conv2D.of(2, 2).dilation(2, 1).strides(1, 2).withoutBias(),
                        shape(4, 5, 1),
                        shape(2, 2, 2),
                        "kernel (2, 2, 1, 2)"),
                row(
                        () -> Conv2DTranspose.of(2, 4).strides(2).padding("same"),
                        shape(3, 4, 3),
                        shape(6, 8, 2),
                        "kernel (4, 4, 2, 3)",
                        "bias (2,)"),
                row(
                        () -> Conv2DTranspose.of(2, 3).strides(2).activation("tanh"),
                        shape(3, 2, 1),
                        shape(7, 5, 2),
                        "kernel (3, 3, 2, 1)",
                        "bias (2,)"),
                row(
                        () -> Conv2DTranspose.of(2, 2, 1).strides(3),
                        shape(2, 2, 1),
                        shape(6, 6, 2),
                        "kernel (2, 1, 2, 1)",
                        "bias (2,)"),
                row(
                        () -> Conv2DTranspose.of(1, 3)
                                .strides(2)
                                .padding("same")
                                .outputPadding(0, 1),
                        shape(3, 3, 2),
                        shape(5, 6, 1),
                        "kernel (3, 3, 1, 2)",
                        "bias (1,)"),
                row(
                        () -> Conv2DTranspose.of(1, 2).dilation(2).withoutBias(),
                        shape(3, 2, 2),
                        shape(5, 4, 1),
                        "kernel (2, 2, 1, 2)"),
                row(
                        () -> DepthwiseConv2D.of(3).padding("same").depthMultiplier(2),
                        shape(4, 4, 3),
                        shape(4, 4, 6),
                        "depthwise_kernel (3, 3, 3, 2)",
                        "bias (6,)"),
                row(
                        () -> DepthwiseConv2D.of(2, 3).strides(2).withoutBias().depthwiseRegularizer(L2.of(0.1)),
                        shape(4, 5, 2),
                        shape(2, 2, 2),
                        "depthwise_kernel (2, 3, 2, 1)"),
                row(
                        () -> SeparableConv2D.of(4, 3).depthMultiplier(2).pointwiseRegularizer(L1.of(0.1)),
                        shape(4, 5, 3),
                        shape(2, 3, 4),
                        "depthwise_kernel (3, 3, 3, 2)",
                        "pointwise_kernel (1, 1, 6, 4)",
                        "bias (4,)"),
                row(
                        () -> Conv1D.of(2, 3).strides(2).padding("same").activation("relu"),
                        shape(7, 3),
                        shape(4, 2),
                        "kernel (3, 3, 2)",
                        "bias (2,)"),
                row(() -> Conv1D.of(2, 2).dilation(3).withoutBias(), shape(6, 2), shape(3, 2), "kernel (2, 2, 2)"));
    }

    private static Stream<LayerRow> pools() {
        return Stream.of(
                row(MaxPooling2D::of, shape(4, 5, 2), shape(2, 2, 2)),
                row(() -> MaxPooling2D.of(3, 2).strides(2, 1).padding("same"), shape(5, 4, 2), shape(3, 4, 2)),
                row(AveragePooling2D::of, shape(4, 5, 2), shape(2, 2, 2)),
                row(() -> AveragePooling2D.of(3).strides(2).padding("same"), shape(5, 4, 2), shape(3, 2, 2)),
                row(GlobalMaxPooling2D::of, shape(3, 2, 4), shape(4)),
                row(() -> GlobalMaxPooling2D.of().keepDims(), shape(3, 2, 4), shape(1, 1, 4)),
                row(GlobalAveragePooling2D::of, shape(3, 2, 4), shape(4)),
                row(() -> GlobalAveragePooling2D.of().keepDims(), shape(3, 2, 4), shape(1, 1, 4)));
    }

    private static Stream<LayerRow> embeddings() {
        return Stream.of(
                row(() -> Embedding.of(7, 2), shape(3), shape(3, 2), "embeddings (7, 2)")
                        .indices(7),
                row(
                                () -> Embedding.of(5, 3)
                                        .embeddingsInitializer(RandomNormal.of())
                                        .embeddingsRegularizer(L2.of(0.1)),
                                shape(),
                                shape(3),
                                "embeddings (5, 3)")
                        .indices(5));
    }
}
