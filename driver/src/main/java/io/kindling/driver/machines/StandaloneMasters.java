package io.kindling.driver.machines;

import io.kindling.driver.SettingsException;
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
 * The masters of a standalone cluster, of which one leads: {@code spark://HOST:PORT,HOST:PORT}. Spark itself tries for more
 * than a minute before it says that none answers, and does not say which it tried.
 */
record StandaloneMasters(String url, List<Address> addresses) {
    static final String SCHEME = "spark://";

    private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");
    private static final int MOST_PORT = 65535;

    /** Where a master listens. The host may be an IPv6 address in brackets. */
    record Address(String host, int port) {
        /** Why it cannot be connected to; empty where it can. */
        private Optional<String> problem(Duration limit) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), (int) limit.toMillis());
                return Optional.empty();
            } catch (UnknownHostException unknown) {
                return Optional.of(this + ": no such host is known");
            } catch (IOException failed) {
                return Optional.of(this + ": " + failed.getMessage());
            }
        }

        private CompletableFuture<Optional<String>> probe(Duration limit) {
            CompletableFuture<Optional<String>> problem = new CompletableFuture<>();
            // A thread of its own, which nobody waits for: looking up a name cannot be given a limit.
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
     * @return empty where it names no standalone cluster
     * @throws SettingsException where it names one in a way that Spark cannot read
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
        if (text.matches(".*[\\s/@?#].*") || !matcher.matches() || Integer.parseInt(matcher.group(2)) > MOST_PORT) {
            throw SettingsException.invalid("master", url, "spark://HOST:PORT, or spark://HOST:PORT,HOST:PORT,...");
        }
        return new Address(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /**
     * Connects to all of them at once, and waits for the first that takes it.
     *
     * @throws ClusterException where none does within the limit
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
