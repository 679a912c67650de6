/**
 * Learning rates over the iterations of an optimizer.
 *
 * <p>A {@link io.kindling.nn.schedule.Schedule} is a pure function of the number of updates done before. To add one: one
 * record here, one line in {@link io.kindling.nn.schedule.Schedules}, one row in {@code ScheduleTest}. What must not live
 * here: anything that looks at losses or metrics by itself; {@link io.kindling.nn.schedule.Plateau} is told them by a loop.
 */
@NullMarked
package io.kindling.nn.schedule;

import org.jspecify.annotations.NullMarked;
