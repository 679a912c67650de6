/**
 * Micro-benchmarks of classes whose speed matters, run by JMH. {@code deploy/docs/contributing.md} says how to run one.
 *
 * <p>To add one: a subclass of {@link io.kindling.bench.MicroBenchmark} named after the class that it measures, with the suffix
 * {@code Bench}. What must not live here: tests, and what {@code kindling bench} measures.
 */
package io.kindling.bench;
