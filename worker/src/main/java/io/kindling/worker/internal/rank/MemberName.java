package io.kindling.worker.internal.rank;

/**
 * The name of a member: where other members reach it, and a number that no other member of the application has.
 *
 * @param host of its endpoint
 * @param port of its endpoint
 * @param task the id of its task's attempt
 */
record MemberName(String host, int port, long task) {
    static MemberName parse(String name) {
        int slash = name.lastIndexOf('/');
        int colon = name.lastIndexOf(':', slash);
        return new MemberName(
                name.substring(0, colon),
                Integer.parseInt(name.substring(colon + 1, slash)),
                Long.parseLong(name.substring(slash + 1)));
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + task;
    }
}
