/**
 * The sources of a run's rows: folders of IDX files or tables, their split into training and validation rows, and the user's
 * settings about them. IDX data is opened before any machine is started; tables are read by Spark.
 *
 * <p>What must not live here: the reading of formats (see {@code io.kindling.io} and {@code io.kindling.driver.table}), row
 * partitioning (see {@code io.kindling.data}). To add a kind of data, implement {@link
 * io.kindling.driver.internal.dataset.DataSet}.
 */
@NullMarked
package io.kindling.driver.internal.dataset;

import org.jspecify.annotations.NullMarked;
