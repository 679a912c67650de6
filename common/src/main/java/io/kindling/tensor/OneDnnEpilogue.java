package io.kindling.tensor;

import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.post_ops;

/** Epilogues in oneDNN's words. */
final class OneDnnEpilogue {
    private OneDnnEpilogue() {}

    /** Appends the function of an epilogue; its bias is an argument of the primitive. */
    static void append(Epilogue epilogue, post_ops operations) {
        switch (epilogue.activation()) {
            case NONE -> {}
            case RELU -> {
                // oneDNN's own relu makes 0 of a NaN. Its exponential linear unit with a factor of 0 does not, but
                // makes
                // -0 of negative numbers; adding 0 mends that.
                operations.append_eltwise(1, algorithm.eltwise_elu, 0, 0);
                operations.append_eltwise(1, algorithm.eltwise_linear, 1, 0);
            }
            case LEAKY_RELU -> operations.append_eltwise(1, algorithm.eltwise_relu, epilogue.slope(), 0);
        }
    }
}
