/** Programs whose phases harm the process that computes them. */
@org.jspecify.annotations.NullMarked
package com.acme.fault;
