/**
 * Runs that make data sets, and their settings. What must not live here: runs of models ({@code driver.internal.run}), the rows
 * themselves ({@code driver.table}).
 */
@NullMarked
package io.kindling.driver.internal.run.data;

import org.jspecify.annotations.NullMarked;
