package io.kindling.deploy.fault;

/** Nothing happens. */
record NoFault() implements Fault {}
