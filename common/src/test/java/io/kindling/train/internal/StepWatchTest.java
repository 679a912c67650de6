package io.kindling.train.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.train.internal.StepWatch.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepWatchTest {
    private long now = Duration.ofDays(1).toNanos();
    private final StepWatch watch = new StepWatch(Duration.ofSeconds(100), () -> now);

    /** Lets time pass, with a check each second, and returns what they find. */
    private List<Finding> pass(int seconds) {
        List<Finding> found = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            now += Duration.ofSeconds(1).toNanos();
            Finding finding = watch.check();
            if (finding != Finding.NOTHING) {
                found.add(finding);
            }
        }
        return found;
    }

    private void step(int seconds) {
        watch.begin();
        pass(seconds);
        watch.end();
    }

    @Test
    void stepThatDoesNotEnd_isSlow_thenExpired_thenStuck_onceEach() {
        watch.begin();
        assertThat(pass(14)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.SLOW);
        assertThat(watch.waited()).isEqualTo(Duration.ofSeconds(15));
        assertThat(pass(84)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.EXPIRED);
        assertThat(pass(9)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.STUCK);
        assertThat(pass(1000)).isEmpty();
    }

    @Test
    void timeBetweenSteps_doesNotCount() {
        step(10);
        assertThat(pass(1000)).isEmpty();
        watch.begin();
        assertThat(pass(14)).isEmpty();
    }

    @Test
    void eachStep_hasTheWholeTime() {
        for (int i = 0; i < 20; i++) {
            watch.begin();
            assertThat(pass(14)).isEmpty();
            watch.end();
        }
    }

    @Test
    void stepAfterALongOne_isSlowIfItTakesThreeTimesAsLong() {
        step(20);
        watch.begin();
        assertThat(pass(59)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.SLOW);
        watch.end();
        step(1);
        watch.begin();
        assertThat(pass(14)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.SLOW);
    }

    @Test
    void timeInWhichTheProcessWasPaused_doesNotCount() {
        watch.begin();
        pass(1);
        now += Duration.ofHours(1).toNanos();
        assertThat(watch.check()).isEqualTo(Finding.NOTHING);
        assertThat(pass(8)).isEmpty();
        assertThat(pass(1)).containsExactly(Finding.SLOW);
    }

    @Test
    void limitBelowThePatience_expiresAtOnce() {
        watch.limit(Duration.ofSeconds(2));
        watch.begin();
        assertThat(pass(2)).containsExactly(Finding.EXPIRED);
    }
}
