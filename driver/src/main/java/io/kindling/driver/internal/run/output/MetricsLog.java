package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import io.kindling.program.StepResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@code metrics.jsonl}: one JSON object per phase for each logged step. */
public final class MetricsLog implements AutoCloseable {
    private final GrowingFile file;

    /** @param start the lines of an earlier log that are continued */
    MetricsLog(Location file, byte[] start, Runnable beforeWrite) {
        this.file = new GrowingFile(file, start, beforeWrite);
    }

    /** Makes all lines so far readable, so that a checkpoint may refer to them. */
    public void publish() {
        file.publish();
    }

    /** The bytes so far. */
    public long length() {
        return file.length();
    }

    public void write(StepResult step) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Double> loss : step.losses().entrySet()) {
            lines.append(line(step, loss)).append('\n');
        }
        file.add(lines.toString());
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
        file.close();
    }
}
