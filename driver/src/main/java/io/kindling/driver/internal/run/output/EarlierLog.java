package io.kindling.driver.internal.run.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kindling.io.Location;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@code metrics.jsonl} of an earlier run, which another one continues from a checkpoint.
 *
 * @param file may be missing
 * @param bytes how many of its bytes were written before the checkpoint
 * @param steps the steps of the checkpoint
 */
public record EarlierLog(Location file, long bytes, long steps) {
    private static final byte[] NONE = {};

    /** Returns the lines up to the checkpoint, as far as there are any; none if they are those of another run. */
    public byte[] lines() {
        try {
            byte[] known = bytes == 0 || !file.exists() ? NONE : first(Math.toIntExact(bytes));
            if (known.length == bytes && endOfLines(known) < bytes) {
                return NONE;
            }
            byte[] lines = Arrays.copyOf(known, endOfLines(known));
            return stepsIn(lines).orElse(0) <= steps ? lines : NONE;
        } catch (JsonProcessingException other) {
            return NONE;
        } catch (IOException failed) {
            throw new OutputException("Cannot continue " + file + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * Returns what the user should know if some of the lines are not there.
     *
     * @param lines those that are there
     */
    public Optional<String> missing(byte[] lines) {
        return lines.length == bytes
                ? Optional.empty()
                : Optional.of("Lines of the first " + steps + " steps are missing in " + RunFiles.METRICS + ": of the "
                        + bytes + " bytes that belong to the checkpoint, " + lines.length + " were found.");
    }

    /** Returns how many steps were done after the checkpoint, as far as the log shows; empty if it does not show any. */
    public OptionalLong lostSteps() {
        try {
            if (!file.exists()) {
                return OptionalLong.empty();
            }
            // Not by the length: HDFS does not know that of a file whose writer was killed.
            try (InputStream in = file.open()) {
                in.skipNBytes(bytes);
                OptionalLong done = stepsIn(in.readAllBytes());
                return OptionalLong.of(Math.max(0, done.orElse(steps) - steps));
            }
        } catch (EOFException | JsonProcessingException other) {
            return OptionalLong.empty();
        } catch (IOException failed) {
            throw new OutputException("Cannot read " + file + ": " + failed.getMessage(), failed);
        }
    }

    private byte[] first(int count) throws IOException {
        try (InputStream in = file.open()) {
            return in.readNBytes(count);
        }
    }

    private static int endOfLines(byte[] text) {
        int end = text.length;
        while (end > 0 && text[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** Returns the steps that were done when the last complete line was written; empty if there is none. */
    private static OptionalLong stepsIn(byte[] text) throws IOException {
        int end = endOfLines(text);
        if (end == 0) {
            return OptionalLong.empty();
        }
        int start = endOfLines(Arrays.copyOf(text, end - 1));
        byte[] line = Arrays.copyOfRange(text, start, end);
        return OptionalLong.of(
                1 + JsonText.read(new ByteArrayInputStream(line)).path("step").asLong());
    }
}
