package io.kindling.driver.table;

import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A session with Kindling's settings for the tests of a class: its Kryo serializer rejects unregistered classes. */
final class SessionFixture implements BeforeAllCallback, AfterAllCallback {
    private @Nullable SparkSession session;

    SparkSession get() {
        return Objects.requireNonNull(session);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        session = Sessions.start(SparkMaster.Local.threads(2), Map.of());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        get().stop();
    }
}
