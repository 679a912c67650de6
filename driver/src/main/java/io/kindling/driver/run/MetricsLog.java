package io.kindling.driver.run;

import io.kindling.io.Location;
import io.kindling.program.StepResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code metrics.jsonl}: an object a phase for each logged step, readable while the run goes on. */
final class MetricsLog implements AutoCloseable {
    private final Location file;
    private @Nullable OutputStream out;

    /** Makes the file with its first line. */
    MetricsLog(Location file) {
        this.file = file;
    }

    void write(StepResult step) {
        try {
            if (out == null) {
                out = file.create();
            }
            for (Map.Entry<String, Double> loss : step.losses().entrySet()) {
                out.write((line(step, loss) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }

    private static String line(StepResult step, Map.Entry<String, Double> loss) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", step.epoch());
        json.put("step", step.step());
        json.put("phase", loss.getKey());
        json.put("seen", step.seen());
        json.put("loss", loss.getValue());
        json.put("metrics", step.metrics());
        return JsonText.line(json);
    }

    @Override
    public void close() {
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException failed) {
            throw RunFolder.unwritable(file, failed);
        }
    }
}
