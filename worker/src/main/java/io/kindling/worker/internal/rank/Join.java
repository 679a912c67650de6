package io.kindling.worker.internal.rank;

/**
 * The first message of a member to the driver.
 *
 * @param run the training that it belongs to
 * @param member its name, as {@link MemberName} writes it
 * @param host its machine: members of one machine can share memory
 * @param executor its executor's id
 */
public record Join(String run, String member, String host, String executor) {}
