package io.kindling.tensor.internal.onednn;

import io.kindling.tensor.internal.kernel.Epilogue;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.post_ops;

/** Translates epilogues to oneDNN post-operations. */
final class OneDnnEpilogue {
    private OneDnnEpilogue() {}

    /** Appends the function of an epilogue; its bias is an argument of the primitive. */
    static void append(Epilogue epilogue, post_ops operations) {
        switch (epilogue.activation()) {
            case NONE -> {}
            case RELU -> {
                // oneDNN's relu turns NaN into 0. Its elu with alpha 0 does not, but turns negative numbers into -0;
                // adding 0 corrects that.
                operations.append_eltwise(1, algorithm.eltwise_elu, 0, 0);
                operations.append_eltwise(1, algorithm.eltwise_linear, 1, 0);
            }
            case LEAKY_RELU -> operations.append_eltwise(1, algorithm.eltwise_relu, epilogue.slope(), 0);
        }
    }
}
