package io.kindling.driver.internal.spark;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.spark.SparkMaster.Kubernetes;
import io.kindling.driver.internal.spark.SparkMaster.Local;
import io.kindling.driver.internal.spark.SparkMaster.LocalCluster;
import io.kindling.driver.internal.spark.SparkMaster.None;
import io.kindling.driver.internal.spark.SparkMaster.Other;
import io.kindling.driver.internal.spark.SparkMaster.Standalone;
import io.kindling.driver.internal.spark.SparkMaster.Yarn;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax of master URLs, with spaces where Spark allows them (its {@code SparkMasterRegex}). */
final class MasterUrl {
    private static final Pattern LOCAL =
            Pattern.compile("local(\\[(\\*|0*[1-9]\\d{0,8})(\\s*,\\s*(?<failures>\\d{1,9}))?])?");
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*]");
    private static final String STANDALONE = "spark://";
    private static final Pattern ADDRESS = Pattern.compile("([^\\s/@?#]+):(\\d{1,5})");
    private static final int MAX_PORT = 65535;
    private static final String KUBERNETES = "k8s://.+";

    private MasterUrl() {}

    static SparkMaster parse(String url) {
        if (url.equals("none")) {
            return new None();
        } else if (url.equals("yarn")) {
            return new Yarn();
        } else if (url.matches(KUBERNETES)) {
            return new Kubernetes(url);
        } else if (url.startsWith(STANDALONE)) {
            return new Standalone(url, addresses(url));
        }
        Matcher local = LOCAL.matcher(url);
        if (local.matches()) {
            String failures = local.group("failures");
            return new Local(url, failures == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(failures)));
        }
        Matcher cluster = LOCAL_CLUSTER.matcher(url);
        return cluster.matches()
                ? new LocalCluster(
                        url,
                        Integer.parseInt(cluster.group(1)),
                        Integer.parseInt(cluster.group(2)),
                        Integer.parseInt(cluster.group(3)))
                : new Other(url);
    }

    private static List<Standalone.Address> addresses(String url) {
        return Arrays.stream(url.substring(STANDALONE.length()).split(",", -1))
                .map(address -> address(url, address))
                .toList();
    }

    private static Standalone.Address address(String url, String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
            throw SettingsException.invalid("master", url, "spark://HOST:PORT, or spark://HOST:PORT,HOST:PORT,...");
        }
        return new Standalone.Address(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
}
