/**
 * Settings as data: a {@link io.kindling.config.Config} of named values, registries that create objects by kind, and the
 * nearest known name for a misspelled one. Layers, losses, optimizers, programs and files share them.
 *
 * <p>What must not live here: any particular kind, files, JSON.
 */
@NullMarked
package io.kindling.config;

import org.jspecify.annotations.NullMarked;
