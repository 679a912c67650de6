package io.kindling.worker.internal.rank;

/**
 * The name of a member: where other members reach it, and a number that no other member of the application has.
 *
 * @param place host and port of its endpoint
 * @param task the id of its task's attempt
 */
record MemberName(String place, long task) {
    static MemberName parse(String name) {
        int slash = name.lastIndexOf('/');
        return new MemberName(name.substring(0, slash), Long.parseLong(name.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return place + "/" + task;
    }
}
