/**
 * What runs of saved models found. What must not live here: the runs ({@code driver.internal.run}), the text of results ({@code
 * driver.internal.cli.output}).
 */
@NullMarked
package io.kindling.driver.internal.run.result;

import org.jspecify.annotations.NullMarked;
