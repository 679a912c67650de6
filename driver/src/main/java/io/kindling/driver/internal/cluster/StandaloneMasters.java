package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The masters of a standalone cluster, one of which is the leader: {@code spark://HOST:PORT,HOST:PORT}. They are probed because
 * Spark itself tries for more than a minute before it fails, and does not report the addresses that it tried.
 */
record StandaloneMasters(String url, List<Address> addresses) {
    static final String SCHEME = "spark://";

    private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    /** Where a master listens. The host may be an IPv6 address in brackets. */
    record Address(String host, int port) {
        /** Why connecting to the address fails; empty if it succeeds. */
        private Optional<String> problem(Duration limit) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), (int) limit.toMillis());
                return Optional.empty();
            } catch (UnknownHostException unknown) {
                return Optional.of(this + ": unknown host");
            } catch (IOException failed) {
                return Optional.of(this + ": " + failed.getMessage());
            }
        }

        private CompletableFuture<Optional<String>> probe(Duration limit) {
            CompletableFuture<Optional<String>> problem = new CompletableFuture<>();
            // A daemon thread that is never joined, because a name lookup has no timeout.
            Thread thread = new Thread(() -> problem.complete(problem(limit)), "probe of " + this);
            thread.setDaemon(true);
            thread.start();
            return problem.completeOnTimeout(
                    Optional.of(this + ": no answer within " + limit.toSeconds() + " s"),
                    limit.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * @param url Spark's master URL
     * @return empty if it is not the URL of a standalone cluster
     * @throws SettingsException if Spark cannot parse it
     */
    static Optional<StandaloneMasters> of(String url) {
        if (!url.startsWith(SCHEME)) {
            return Optional.empty();
        }
        List<Address> addresses = Arrays.stream(url.substring(SCHEME.length()).split(",", -1))
                .map(address -> address(url, address))
                .toList();
        return Optional.of(new StandaloneMasters(url, addresses));
    }

    private static Address address(String url, String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (text.matches(".*[\\s/@?#].*") || !matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
            throw SettingsException.invalid("master", url, "spark://HOST:PORT, or spark://HOST:PORT,HOST:PORT,...");
        }
        return new Address(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Connects to all masters concurrently, and waits for the first that accepts.
     *
     * @throws ClusterException if none accepts within the limit
     */
    void requireReachable(Duration limit) {
        List<CompletableFuture<Optional<String>>> probes =
                addresses.stream().map(address -> address.probe(limit)).toList();
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
        if (problems.size() == addresses.size()) {
            throw new ClusterException("Cannot reach the Spark master at " + url + " (" + String.join("; ", problems)
                    + "). Is it running, and is this the address that its web page shows? Without a cluster,"
                    + " --master local[*] computes on this machine.");
        }
    }
}
