/** How long trainings may wait. What must not live here: what they wait for. */
@NullMarked
package io.kindling.train.internal;

import org.jspecify.annotations.NullMarked;
