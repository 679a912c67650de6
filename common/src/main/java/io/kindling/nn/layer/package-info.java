/**
 * The layers.
 *
 * <p>Names and defaults are those of Keras 2.13. To add one: a final class here, whose settings
 * return copies ({@link io.kindling.nn.ConfigurableLayer}), a line in {@link
 * io.kindling.nn.layer.Layers}, a row in the tests' {@code LayerTable}. What must not live here: losses on outputs, training
 * loops.
 *
 * <p>There is no {@code Lambda} layer: a model is saved as data and rebuilt by kind, but a function has neither kind nor
 * data, and storing its code would mean executing code from a file. Write a {@link io.kindling.nn.Layer} with its own kind
 * instead, and list it in a {@link io.kindling.nn.layer.LayerKinds}.
 */
@NullMarked
package io.kindling.nn.layer;

import org.jspecify.annotations.NullMarked;
