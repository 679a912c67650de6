package io.kindling.driver.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.internal.SettingsException;
import io.kindling.driver.internal.cluster.MachineSettings;
import io.kindling.driver.internal.dataset.ValidationSize;
import io.kindling.driver.internal.run.output.EpochHistory;
import io.kindling.driver.internal.run.output.JsonText;
import io.kindling.io.Location;
import io.kindling.program.StrategyKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The small value types of a run.
 *
 * @see EpochHistory
 * @see JsonText
 */
class RunValuesTest {
    @TempDir
    Path folder;

    @Test
    void validationSize_isACountOrAFractionOrTheDefault() {
        assertThat(ValidationSize.parse("7").of(60)).isEqualTo(7);
        assertThat(ValidationSize.parse("0.25").of(61)).isEqualTo(15);
        assertThat(ValidationSize.parse("auto").of(60_000)).isEqualTo(10_000);
        assertThat(ValidationSize.parse("auto").of(6_000)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.0", "-0.5", "many", "NaN", "1.5"})
    void validationSize_thatIsInvalid_isRefused(String text) {
        assertThatThrownBy(() -> ValidationSize.parse(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Invalid validation: " + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"none", "local", "local[2]", "local[*]", "local-cluster[2,1,1024]", "spark://h:7077", "yarn"})
    void master_isSparksOrNone(String master) {
        assertThat(MachineSettings.on(master, Map.of()).master().url()).isEqualTo(master);
    }

    @Test
    void unknownMaster_isRefused() {
        assertThatThrownBy(() -> MachineSettings.on("lokal", Map.of()))
                .hasMessageStartingWith("Invalid master: lokal (none, local,");
    }

    @ParameterizedTest
    @CsvSource({
        "none, AUTO, ALLREDUCE",
        "none, ALLREDUCE, ALLREDUCE",
        "local, AUTO, ALLREDUCE",
        "local[2], AUTO, ALLREDUCE",
        "'local[*,3]', ALLREDUCE, ALLREDUCE",
        "local[2], BROADCAST, BROADCAST",
        "'local-cluster[2,1,1024]', AUTO, ALLREDUCE",
        "spark://h:7077, AUTO, ALLREDUCE",
        "yarn, ALLREDUCE, ALLREDUCE",
        "yarn, BROADCAST, BROADCAST"
    })
    void strategy_isChosenByTheMaster(String master, StrategyKind requested, StrategyKind chosen) {
        assertThat(MachineSettings.on(master, Map.of())
                        .withStrategy(requested)
                        .choice()
                        .kind())
                .isEqualTo(chosen);
    }

    @Test
    void dynamicAllocation_isForABroadcastUnlessAskedOtherwise() {
        MachineSettings elastic = MachineSettings.on("yarn", Map.of("spark.dynamicAllocation.enabled", "true"));
        assertThat(elastic.choice().kind()).isEqualTo(StrategyKind.BROADCAST);
        assertThat(elastic.withStrategy(StrategyKind.ALLREDUCE).choice().kind()).isEqualTo(StrategyKind.ALLREDUCE);
    }

    @Test
    void strategyThatIsNotForTheMaster_isRefusedWithTheRemedy() {
        assertThatThrownBy(() -> MachineSettings.on("none", Map.of()).withStrategy(StrategyKind.BROADCAST))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Invalid strategy: broadcast (there are no Spark jobs with --master none; omit"
                        + " --strategy, or use --master local[N])");
    }

    @Test
    void json_hasNullForNumbersThatAreNotFinite() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("nan", Double.NaN);
        object.put("list", List.of(1.5, Double.POSITIVE_INFINITY));
        object.put("absent", null);
        assertThat(JsonText.line(object)).isEqualTo("{\"nan\":null,\"list\":[1.5,null],\"absent\":null}");
    }

    @Test
    void history_hasAColumnForEachOfSeveralPhases_andGrowsByOneLinePerEpoch() throws IOException {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("discriminator", 0.5);
        losses.put("generator", 2.0);
        Path file = folder.resolve("history.csv");
        try (EpochHistory history = new EpochHistory(Location.of(file.toString()), () -> {})) {
            assertThat(file).doesNotExist();
            history.write(0, new EpochResult(0, losses, Map.of(), 0, 1.25, Optional.empty()).numbers());
            assertThat(file).hasContent("epoch,loss,loss_discriminator,loss_generator,seconds\n0,0.5,0.5,2.0,1.25\n");
            history.write(1, new EpochResult(1, losses, Map.of(), 0, 0.5, Optional.empty()).numbers());
        }
        assertThat(file)
                .hasContent("epoch,loss,loss_discriminator,loss_generator,seconds\n"
                        + "0,0.5,0.5,2.0,1.25\n"
                        + "1,0.5,0.5,2.0,0.5\n");
    }
}
