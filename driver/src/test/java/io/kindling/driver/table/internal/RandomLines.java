package io.kindling.driver.table.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A random file of lines with the columns {@code w}, a number, and {@code k}, a text. Its values are made first and then written
 * by the rules of the format, so that the number of rows is known without reading it.
 *
 * @param bytes its content
 * @param rows the number of rows; -1 if it has to be refused
 */
public record RandomLines(byte[] bytes, int rows) {
    private static final String[] ENDS = {"\n", "\r\n", "\r"};
    private static final String[] BLANKS = {"", " ", "\t", " \t "};
    private static final String CHARACTERS = "ab,' ;\t{}[]:\\#\"\u00e4\u4e2d\u2003\u00a0-0.";

    /** A file that may have to be refused. */
    public static RandomLines of(LineFormat format, Random random) {
        return of(format, random, random.nextInt(3) == 0);
    }

    /** A file without lines that Spark would misread. */
    public static RandomLines sound(LineFormat format, Random random) {
        return of(format, random, false);
    }

    private static RandomLines of(LineFormat format, Random random, boolean misread) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        add(bytes, format == LineFormat.CSV ? "w,k" + end(random) : "");
        int rows = 1 + random.nextInt(6);
        int bad = misread ? random.nextInt(rows) : -1;
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(5) == 0) {
                add(bytes, BLANKS[random.nextInt(BLANKS.length)] + end(random));
            }
            String line = format == LineFormat.CSV ? csv(random) : json(random);
            if (row != bad) {
                add(bytes, line);
            } else if (random.nextInt(4) == 0) {
                add(bytes, line.substring(0, line.length() - 2));
                bytes.write(0xe9);
                add(bytes, line.substring(line.length() - 2));
            } else {
                add(bytes, format == LineFormat.CSV ? badCsv(line, random) : badJson(line, random));
            }
            add(bytes, row == rows - 1 && random.nextBoolean() ? "" : end(random));
        }
        return new RandomLines(bytes.toByteArray(), misread ? -1 : rows);
    }

    private static void add(ByteArrayOutputStream bytes, String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String end(Random random) {
        return ENDS[random.nextInt(ENDS.length)];
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("k");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    private static String csv(Random random) {
        String text = text(random);
        boolean plain = random.nextBoolean() && text.indexOf(',') < 0;
        return random.nextInt(100) + "," + (plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }

    private static String badCsv(String line, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> "5,\"first" + end(random) + "second\"";
            case 1 -> line + end(random) + "6,\"never closed";
            default -> "7,a\0b";
        };
    }

    private static String json(Random random) {
        String text = text(random).replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
        String space = random.nextInt(4) == 0 ? " " : "";
        return space + "{" + space + "\"w\":" + space + random.nextInt(100) + ",\"k\":\"" + text + "\"" + space + "}"
                + space;
    }

    private static String badJson(String line, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> line + json(random);
            case 1 -> line + ",";
            case 2 -> "[" + line + "]";
            default -> line + " end";
        };
    }
}
