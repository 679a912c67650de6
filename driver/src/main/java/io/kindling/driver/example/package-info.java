/**
 * The loops of Keras' guide "Writing a training loop from scratch" as small classes, and programs; the tests run all of them.
 */
@NullMarked
package io.kindling.driver.example;

import org.jspecify.annotations.NullMarked;
