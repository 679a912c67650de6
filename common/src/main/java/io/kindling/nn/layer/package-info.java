/**
 * The layers. To add one: a final class here, a line in {@link io.kindling.nn.layer.Layers}, a row in the layers' test
 * harness.
 */
@NullMarked
package io.kindling.nn.layer;

import org.jspecify.annotations.NullMarked;
