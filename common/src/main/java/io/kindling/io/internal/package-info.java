/**
 * JSON as {@link io.kindling.config.Config}. What must not live here: files and their formats.
 */
@NullMarked
package io.kindling.io.internal;

import org.jspecify.annotations.NullMarked;
