package io.kindling.driver.internal.run.output;

import io.kindling.io.Location;
import io.kindling.program.StepResult;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Writes {@code metrics.jsonl}: one JSON object per phase for each logged step. */
public final class MetricsLog implements AutoCloseable {
    private final GrowingFile file;

    MetricsLog(Location file, long kept, Runnable beforeWrite) {
        this.file = new GrowingFile(file, kept, beforeWrite);
    }

    /** Makes all lines so far readable, so that a checkpoint may refer to them. */
    public void publish() {
        file.publish();
    }

    /**
     * Returns the steps that were done when the last complete line of a log was written; empty if there is no log.
     *
     * @param known how many bytes of it need not be read
     * @param steps the steps done when those were written
     */
    static OptionalLong steps(Location file, long known, long steps) throws IOException {
        if (!file.exists()) {
            return OptionalLong.empty();
        }
        String text;
        try (InputStream in = file.open()) {
            in.skipNBytes(known);
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (EOFException shorter) {
            return OptionalLong.empty();
        }
        int end = text.lastIndexOf('\n');
        if (end < 0) {
            return OptionalLong.of(steps);
        }
        String line = text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
        return OptionalLong.of(1
                + JsonText.read(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)))
                        .path("step")
                        .asLong());
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
