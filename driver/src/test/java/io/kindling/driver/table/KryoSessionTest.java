package io.kindling.driver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.spark.SparkRunner;
import io.kindling.worker.KindlingRegistrator;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * User sessions with Kryo as serializer.
 *
 * @see KindlingRegistrator
 */
class KryoSessionTest {
    private static SparkSession session(Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    private static Table penguins(SparkSession session) {
        return Table.read(session, TableFormat.CSV, "../deploy/data/penguins/penguins.csv")
                .features("bill_length_mm")
                .label("species");
    }

    /** A user's registrator that also registers Kindling's records. */
    public static final class Registrator implements org.apache.spark.serializer.KryoRegistrator {
        @Override
        public void registerClasses(com.esotericsoftware.kryo.Kryo kryo) {
            new KindlingRegistrator().registerClasses(kryo);
        }
    }

    @Test
    void kryoWithoutKindlingsRegistrator_isRejected() throws IOException {
        try (SparkSession session = session(Map.of())) {
            String message = "Cannot run in this Spark session: its serializer is Kryo, which does not know Kindling's"
                    + " records. Add io.kindling.worker.KindlingRegistrator to spark.kryo.registrator, or leave"
                    + " spark.serializer as it is.";
            assertThatThrownBy(() -> SparkRunner.on(session))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> penguins(session).examples()).hasMessage(message);
        }
    }

    @Test
    void kryoWithKindlingsRegistrator_works() throws IOException {
        for (String registrator : new String[] {KindlingRegistrator.class.getName(), Registrator.class.getName()}) {
            try (SparkSession session = session(Map.of("spark.kryo.registrator", registrator))) {
                SparkRunner.on(session);
                assertThat(penguins(session).examples().count()).isEqualTo(342);
            }
        }
    }
}
