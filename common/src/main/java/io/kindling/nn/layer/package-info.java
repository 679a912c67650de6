/**
 * The layers.
 *
 * <p>Names and defaults are Keras 2.13's. To add one: a final class here, a line in {@link io.kindling.nn.layer.Layers}, a
 * row in the tests' {@code LayerTable}. What must not live here: losses on outputs, training loops.
 *
 * <p>There is no {@code Lambda} layer: a model is saved as data and rebuilt by kind wherever it runs, and a function has
 * neither a kind nor data; storing code would mean running what a file brings. Write a {@link io.kindling.nn.Layer} with
 * a name of its own, and list it in a {@link io.kindling.nn.layer.LayerKinds}.
 */
@NullMarked
package io.kindling.nn.layer;

import org.jspecify.annotations.NullMarked;
