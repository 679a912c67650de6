package io.kindling.driver.internal.cluster;

import io.kindling.driver.internal.ClusterException;
import io.kindling.driver.internal.spark.SparkMaster.Standalone;
import io.kindling.driver.internal.spark.SparkMaster.Standalone.Address;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SecurityManager;
import org.apache.spark.SecurityManager$;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/**
 * Proves to the masters of a standalone cluster that this application knows their secret, because Spark itself tries for a minute
 * before it fails, with an error that does not name the setting.
 */
final class MasterSecret {
    /** The module of the network library whose settings hold for masters. */
    private static final String MODULE = "rpc";

    private static final String SECRET = "spark.authenticate.secret";

    private MasterSecret() {}

    /**
     * Authenticates with each master in turn, until one accepts. Does nothing unless {@code spark.authenticate} is set.
     *
     * @param limit how long a master may take to answer
     * @throws ClusterException if none accepts
     */
    static void requireAccepted(Standalone cluster, SparkConf conf, Duration limit) {
        SparkConf limited = conf.clone()
                .set("spark." + MODULE + ".io.connectionCreationTimeout", limit.toMillis() + "ms")
                .set("spark.network.auth.rpcTimeout", limit.toMillis() + "ms");
        SecurityManager security =
                new SecurityManager(limited, Option.empty(), SecurityManager$.MODULE$.$lessinit$greater$default$3());
        if (!security.isAuthenticationEnabled() || !hasSecret(security)) {
            return;
        }
        TransportConf transport = SparkTransportConf.fromSparkConf(
                limited, MODULE, 1, Option.empty(), Option.apply(security.getRpcSSLOptions()));
        try (TransportContext context = new TransportContext(transport, new NoOpRpcHandler());
                TransportClientFactory clients = context.createClientFactory(
                        List.of(new AuthClientBootstrap(transport, security.getSaslUser(), security)))) {
            requireAccepted(cluster, clients);
        }
    }

    /** Whether there is a secret; if there is none, Spark says so when it starts. */
    private static boolean hasSecret(SecurityManager security) {
        try {
            return security.getSecretKey() != null;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static void requireAccepted(Standalone cluster, TransportClientFactory clients) {
        Exception refused = null;
        for (Address master : cluster.masters()) {
            try {
                clients.createUnmanagedClient(master.host(), master.port()).close();
                return;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ClusterException("Cannot authenticate with " + master + ": interrupted.", interrupted);
            } catch (Exception failed) { // Spark declares no checked exceptions.
                refused = failed;
            }
        }
        if (refused != null) {
            throw new ClusterException(
                    "Cannot start Spark on " + cluster.url() + ": the master there did not accept this application's "
                            + SECRET
                            + ". Set the secret of the cluster, which its master and workers were started with,"
                            + " or remove spark.authenticate if it has none.",
                    refused);
        }
    }
}
