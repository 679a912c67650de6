package io.kindling.driver.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.internal.spark.Sessions;
import io.kindling.driver.internal.spark.SparkMaster;
import io.kindling.driver.table.Columns;
import io.kindling.driver.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureNotesTest {
    private static final String REASON = " to say which row it is, by a number or a date, from which a model learns"
            + " nothing for other rows. Name the features with --features.";

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = Sessions.start(SparkMaster.Local.threads(1), Map.of());
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private static Columns columns(List<String> features, String label, String weight) {
        return new Columns(
                features,
                Optional.of(label).filter(name -> !name.isEmpty()),
                Optional.of(weight).filter(name -> !name.isEmpty()));
    }

    private static List<String> lines(Columns columns, List<String> table) {
        String[] zeros = table.stream().map(name -> "0 as `" + name + "`").toArray(String[]::new);
        return FeatureNotes.of(Table.of(session.range(1).selectExpr(zeros), "t.csv"), columns)
                .lines();
    }

    private static List<String> ofNames(String... names) {
        return lines(Columns.ALL, List.of(names));
    }

    private static String doubt(String name) {
        return "Feature " + name + " seems" + REASON;
    }

    private static String doubtAll(String names) {
        return "Features " + names + " seem" + REASON;
    }

    @Test
    void labelAndWeight_areNoFeatures_andAreNamed() {
        assertThat(lines(columns(List.of(), "kind", "importance"), List.of("a", "kind", "b", "importance")))
                .containsExactly("Features of t.csv: a, b. Label: kind. Weight: importance.");
        assertThat(ofNames("a", "b")).containsExactly("Features of t.csv: a, b. No labels.");
    }

    @Test
    void labelAmongTheFeatures_isTold() {
        assertThat(lines(columns(List.of("a", "kind"), "kind", ""), List.of("a", "kind")))
                .containsExactly(
                        "Features of t.csv: a, kind. Label: kind.",
                        "Feature kind is the label, too, so that a model learns to copy it. Leave it out of the features.");
    }

    @Test
    void numberOfARow_isDoubted() {
        assertThat(ofNames("row", "arrow")).containsExactly("Features of t.csv: row, arrow. No labels.", doubt("row"));
    }

    @Test
    void chosenFeatures_areListedInTheirOrder_andNeverDoubted() {
        assertThat(lines(columns(List.of("id", "a"), "kind", ""), List.of("a", "b", "id", "kind")))
                .containsExactly("Features of t.csv: id, a. Label: kind.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "ID",
                "uuid",
                "guid",
                "index",
                "date",
                "Date",
                "datetime",
                "timestamp",
                "customer_id",
                "order-date",
                "row index",
                "created_at",
                "customerId",
                "customerID",
                "orderDate",
                "lastTimestamp"
            })
    void idOrDate_isDoubted(String name) {
        assertThat(ofNames("a", name)).containsExactly("Features of t.csv: a, " + name + ". No labels.", doubt(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "width",
                "humid",
                "VALID",
                "candidate",
                "update",
                "indexes",
                "heat",
                "flat",
                "dated",
                "_c0",
                "_c1",
                "idle"
            })
    void othersNames_areNotDoubted(String name) {
        assertThat(ofNames("a", name)).containsExactly("Features of t.csv: a, " + name + ". No labels.");
    }

    @Test
    void labelThatLooksLikeAnId_isNotDoubted() {
        assertThat(lines(columns(List.of(), "class_id", ""), List.of("a", "class_id")))
                .containsExactly("Features of t.csv: a. Label: class_id.");
    }

    @Test
    void ofMoreThanTwelve_theFirstAreShown_withTheirNumber() {
        List<String> twelve = numbered("x", 12).toList();
        assertThat(lines(Columns.ALL, twelve))
                .containsExactly("Features of t.csv: " + String.join(", ", twelve) + ". No labels.");
        assertThat(lines(Columns.ALL, numbered("x", 13).toList()))
                .containsExactly("Features of t.csv: " + String.join(", ", twelve) + ", ... (13 columns). No labels.");
        assertThat(lines(
                        columns(numbered("x", 13).toList(), "x13", ""),
                        numbered("x", 14).toList()))
                .containsExactly("Features of t.csv: " + String.join(", ", twelve) + ", ... (13 columns). Label: x13.");
    }

    @Test
    void doubtfulOnesBeyondTheTwelfth_areNamed_andTwelveAtMost() {
        assertThat(lines(
                        Columns.ALL,
                        Stream.concat(numbered("x", 12), Stream.of("id", "day_date"))
                                .toList()))
                .last()
                .isEqualTo(doubtAll("id and day_date"));
        List<String> ids = IntStream.range(0, 13).mapToObj(i -> "x" + i + "_id").toList();
        assertThat(lines(Columns.ALL, ids))
                .last()
                .isEqualTo(doubtAll(String.join(", ", ids.subList(0, 11)) + " and " + ids.get(11)));
    }

    private static Stream<String> numbered(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + i);
    }
}
