package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;
import java.util.List;
import java.util.OptionalInt;

/** Where a run computes: Spark's master URL, parsed as Spark parses it, or {@link None}. */
public sealed interface SparkMaster {
    /** The URL as Spark and the user write it. */
    String url();

    /** No Spark: threads of this process. */
    record None() implements SparkMaster {
        @Override
        public String url() {
            return "none";
        }
    }

    /**
     * Tasks in this process: {@code local}, {@code local[N]}, {@code local[*]}, {@code local[N,FAILURES]}.
     *
     * @param maxFailures how often a task may fail, if the URL says so
     */
    record Local(String url, OptionalInt maxFailures) implements SparkMaster {
        /** Tasks in as many threads of this process. */
        public static Local threads(int count) {
            return new Local("local[" + count + "]", OptionalInt.empty());
        }
    }

    /**
     * Executor processes on this machine: {@code local-cluster[EXECUTORS,CORES,MEGABYTES]}.
     *
     * @param executors how many processes
     * @param coresEach how many tasks each executor runs concurrently
     * @param megabytesEach the memory of each executor, in MiB
     */
    record LocalCluster(String url, int executors, int coresEach, int megabytesEach) implements SparkMaster {
        /** How many tasks run concurrently, over all executors. */
        public int cores() {
            return executors * coresEach;
        }
    }

    /**
     * A standalone cluster: {@code spark://HOST:PORT,HOST:PORT}.
     *
     * @param masters where its masters listen, one of which is the leader
     */
    record Standalone(String url, List<Address> masters) implements SparkMaster {
        /** Where a master listens. The host may be an IPv6 address in brackets. */
        public record Address(String host, int port) {
            @Override
            public String toString() {
                return host + ":" + port;
            }
        }
    }

    /** The YARN cluster of Hadoop's configuration. */
    record Yarn() implements SparkMaster {
        @Override
        public String url() {
            return "yarn";
        }
    }

    /** A Kubernetes cluster: {@code k8s://URL}. */
    record Kubernetes(String url) implements SparkMaster {}

    /** A master of a module that was added to Spark. Only a session of the user's own can have it. */
    record Other(String url) implements SparkMaster {}

    /**
     * Parses the master of a setting.
     *
     * @throws SettingsException if Spark does not know it
     */
    static SparkMaster ofSetting(String url) {
        SparkMaster master = of(url);
        if (master instanceof Other) {
            throw SettingsException.invalid(
                    "master",
                    url,
                    "none, local, local[N], local[*], local-cluster[EXECUTORS,CORES,MEGABYTES], spark://HOST:PORT, yarn,"
                            + " k8s://URL");
        }
        return master;
    }

    /**
     * Parses any master URL.
     *
     * @throws SettingsException if it is one of a standalone cluster without the addresses of masters
     */
    static SparkMaster of(String url) {
        return MasterUrl.parse(url);
    }

    /** Whether shards are computed in this process. */
    default boolean isThisProcess() {
        return this instanceof None || this instanceof Local;
    }

    /** Whether all processes run on this machine, and can read its files. */
    default boolean isThisMachine() {
        return isThisProcess() || this instanceof LocalCluster;
    }
}
