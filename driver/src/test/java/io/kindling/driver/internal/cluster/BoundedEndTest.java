package io.kindling.driver.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BoundedEndTest {
    private final List<String> notes = new ArrayList<>();

    @Test
    void endThatHangs_isLeftAlone_withANote() {
        CountDownLatch never = new CountDownLatch(1);
        BoundedEnd.run(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ofMillis(1),
                notes::add);
        assertThat(notes).containsExactly("Spark has not stopped within 0 s; not waiting for it any longer.");
    }

    @Test
    void endThatFails_isOver() {
        BoundedEnd.run(
                () -> {
                    throw new IllegalStateException("no end");
                },
                BoundedEnd.LIMIT,
                notes::add);
        assertThat(notes).isEmpty();
    }
}
