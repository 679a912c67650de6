package io.kindling.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
    private static final List<String> METRICS = List.of("loss", "accuracy", "val_loss", "val_accuracy");

    @Test
    void misspelledWord_isTheNearest() {
        assertThat(DidYouMean.to("val_acuracy", METRICS)).contains("val_accuracy");
        assertThat(DidYouMean.to("VAL_LOS", METRICS)).contains("val_loss");
        assertThat(DidYouMean.to("precision", METRICS)).isEmpty();
    }

    @Test
    void shortenedWord_isTheOnlyOneThatBeginsSo() {
        assertThat(DidYouMean.to("val_acc", METRICS)).contains("val_accuracy");
        assertThat(DidYouMean.to("Acc", METRICS)).contains("accuracy");
        assertThat(DidYouMean.to("val_", METRICS)).as("two begin so").isEmpty();
        assertThat(DidYouMean.to("ac", METRICS)).as("too short").isEmpty();
    }
}
