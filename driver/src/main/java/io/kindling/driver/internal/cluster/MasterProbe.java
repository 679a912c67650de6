package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.spark.SparkMaster.Standalone;
import io.kindling.driver.internal.spark.SparkMaster.Standalone.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Probes the masters of a standalone cluster, because Spark itself tries for more than a minute before it fails, and does not
 * report the addresses that it tried.
 */
final class MasterProbe {
    private MasterProbe() {}

    /**
     * Connects to all masters concurrently, and waits for the first that accepts.
     *
     * @throws ClusterException if none accepts within the limit
     */
    static void requireReachable(Standalone cluster, Duration limit) {
        List<CompletableFuture<Optional<String>>> probes =
                cluster.masters().stream().map(address -> probe(address, limit)).toList();
        CompletableFuture<Void> allAnswered = CompletableFuture.allOf(probes.toArray(CompletableFuture[]::new));
        CompletableFuture<Void> reached = new CompletableFuture<>();
        for (CompletableFuture<Optional<String>> probe : probes) {
            var unused = probe.thenAccept(problem -> {
                if (problem.isEmpty()) {
                    reached.complete(null);
                }
            });
        }
        CompletableFuture.anyOf(allAnswered, reached).join();
        List<String> problems = reached.isDone()
                ? List.of()
                : probes.stream().flatMap(probe -> probe.join().stream()).toList();
        if (problems.size() == cluster.masters().size()) {
            throw new ClusterException(
                    "Cannot reach the Spark master at " + cluster.url() + " (" + String.join("; ", problems)
                            + "). Is it running, and is this the address that its web page shows? Without a cluster,"
                            + " --master local[*] computes on this machine.");
        }
    }

    private static CompletableFuture<Optional<String>> probe(Address address, Duration limit) {
        CompletableFuture<Optional<String>> problem = new CompletableFuture<>();
        // A daemon thread that is never joined, because a name lookup has no timeout.
        Thread thread = new Thread(() -> problem.complete(problem(address, limit)), "probe of " + address);
        thread.setDaemon(true);
        thread.start();
        return problem.completeOnTimeout(
                Optional.of(address + ": no answer within " + limit.toSeconds() + " s"),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Why connecting to an address fails; empty if it succeeds. */
    private static Optional<String> problem(Address address, Duration limit) {
        try (Socket socket = new Socket()) {
            InetAddress host = InetAddress.getByName(address.host());
            socket.connect(new InetSocketAddress(host, address.port()), (int) limit.toMillis());
            return Optional.empty();
        } catch (UnknownHostException unknown) {
            return Optional.of(address + ": unknown host");
        } catch (IOException failed) {
            return Optional.of(address + ": " + failed.getMessage());
        }
    }
}
