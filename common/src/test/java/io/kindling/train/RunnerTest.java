package io.kindling.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Shuffle;
import io.kindling.program.Execution;
import io.kindling.program.RunSettings;
import org.junit.jupiter.api.Test;

class RunnerTest {
    @Test
    void settings_returnAnotherRunner_andLeaveTheirOwnUnchanged() {
        Runner runner = Runner.local(1);
        Runner changed =
                runner.shards(2).batchSize(8).seed(7).shuffle(Shuffle.NONE).execution(Execution.EAGER);
        assertThat(changed.settings()).isEqualTo(new RunSettings(8, 2, 7, Shuffle.NONE, Execution.EAGER));
        assertThat(runner.settings()).isEqualTo(RunSettings.DEFAULT);
    }
}
