package io.kindling.program.internal.protocol;

/**
 * The first message of a member to the driver.
 *
 * @param run the training that it belongs to
 * @param member its name, which no other member has
 * @param host its machine: members of one machine can share memory
 * @param executor its executor's id
 */
public record Join(String run, String member, String host, String executor) {}
