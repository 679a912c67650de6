/**
 * Learning-rate schedules.
 *
 * <p>A {@link io.kindling.nn.schedule.Schedule} is a pure function of the number of previous updates. The exception is
 * {@link io.kindling.nn.schedule.ReduceLROnPlateau}, to which a training loop reports losses. To add one: one record here, one
 * line in {@link io.kindling.nn.schedule.Schedules}, one row in {@code ScheduleTest}. What must not live here: code that reads
 * losses or metrics by itself.
 */
@NullMarked
package io.kindling.nn.schedule;

import org.jspecify.annotations.NullMarked;
