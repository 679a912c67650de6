/**
 * Programs: what a user declares ({@link io.kindling.program.Program}, {@link io.kindling.program.ProgramBuilder}, phases,
 * terms of a loss) and what a training loop gets back ({@link io.kindling.program.StepResult}, {@link
 * io.kindling.program.Evaluation}).
 *
 * <p>A program is built again from its class name on each machine, as a {@link io.kindling.program.BuiltProgram}. A {@link
 * io.kindling.program.Strategy} decides where the shards of a step are computed. How they are computed, reduced and exchanged
 * is in {@code .internal}. What must not live here: Spark, files, the mathematics of layers.
 */
@NullMarked
package io.kindling.program;

import org.jspecify.annotations.NullMarked;
