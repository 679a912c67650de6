package io.kindling.driver.table.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScanLinesTest {
    private static final int FILES = 20_000;

    @ParameterizedTest
    @EnumSource
    void randomFiles_haveAsManyRowsAsTheyWereMadeOf(LineFormat format) {
        Random random = new Random(42);
        for (int file = 0; file < FILES; file++) {
            RandomLines made = RandomLines.of(format, random);
            ScanLines.Scan scan = new ScanLines.Scan(new Block.At("file:/f", 0), format, CsvDialect.USUAL);
            lines(made.bytes()).forEach(line -> scan.add(UTF8String.fromBytes(line)));
            LineBlock block = scan.block();
            String text = new String(made.bytes(), StandardCharsets.UTF_8);
            if (made.rows() < 0) {
                assertThat(block.flaw()).as(text).isPresent();
            } else {
                assertThat(block.flaw()).as(text).isEmpty();
                assertThat(block.lines()).as(text).isEqualTo(made.rows() + (format == LineFormat.CSV ? 1 : 0));
            }
        }
    }

    /** Splits a file at line feeds, carriage returns, and both. */
    private static List<byte[]> lines(byte[] bytes) {
        List<byte[]> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            boolean feed = bytes[i] == '\n';
            boolean carriage = bytes[i] == '\r';
            if (!feed && !carriage) {
                line.write(bytes[i]);
            } else if (!(feed && i > 0 && bytes[i - 1] == '\r')) {
                lines.add(line.toByteArray());
                line.reset();
            }
        }
        if (line.size() > 0) {
            lines.add(line.toByteArray());
        }
        return lines;
    }
}
