package io.kindling.deploy.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.deploy.KindlingResult;
import java.nio.file.Path;
import java.util.List;

/** The driver does not have the secret of its cluster. */
record WrongSecret() implements Fault {
    @Override
    public List<String> options(Path folder, int step) {
        return List.of("--conf", "spark.authenticate.secret=another");
    }

    @Override
    public void verify(KindlingResult result, KindlingResult quiet) {
        result.exitsWith(6);
        assertThat(result.json().get("error").get("message").asText())
                .matches("Cannot start Spark on spark://\\S+: the master there did not accept this application's"
                        + " spark.authenticate.secret\\. Set the secret of the cluster, .*");
    }
}
