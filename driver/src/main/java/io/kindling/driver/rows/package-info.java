/**
 * Where a run's rows come from: folders of IDX files or tables, which of their rows train and which validate, what was said of
 * them and what follows from it. All of it is known before any machine is started, but for tables, which Spark reads.
 *
 * <p>What must not live here: how a format is read (that is {@code io.kindling.io} and {@code io.kindling.driver.table}), who
 * owns a row ({@code io.kindling.data}). To add a kind of data, implement {@link io.kindling.driver.rows.DataSet}.
 */
@NullMarked
package io.kindling.driver.rows;

import org.jspecify.annotations.NullMarked;
