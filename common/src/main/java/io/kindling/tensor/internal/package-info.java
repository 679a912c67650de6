/**
 * What tensors and kernels share and users never see. What must not live here: kernels; they have packages of their own below.
 */
@NullMarked
package io.kindling.tensor.internal;

import org.jspecify.annotations.NullMarked;
