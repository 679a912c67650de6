/**
 * Faults injected into real trainings: {@link io.kindling.deploy.fault.FaultSuite} runs every {@link
 * io.kindling.deploy.fault.Fault} on each master and strategy.
 *
 * <p>To add a fault, write a class and name it in the suite; to add a master or a strategy, extend the suite.
 */
@NullMarked
package io.kindling.deploy.fault;

import org.jspecify.annotations.NullMarked;
