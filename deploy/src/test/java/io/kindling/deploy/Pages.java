package io.kindling.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that are checked against the code, and their fenced blocks. Every check of one page is a check of all of them. */
final class Pages {
    static final List<String> ALL = List.of(
            "README.md",
            "deploy/docs/user-guide.md",
            "deploy/docs/clusters.md",
            "deploy/docs/reference.md",
            "deploy/docs/contributing.md",
            "deploy/docs/keras.md");

    private static final Pattern FENCED = Pattern.compile("^```(.*)\n((?s:.*?))^```$", Pattern.MULTILINE);

    private Pages() {}

    /**
     * A fenced block.
     *
     * @param page path from the root of the repository
     * @param line where it begins in the page, counted from 1
     * @param mark the rest of its first line: language, and what checks it
     */
    record Block(String page, long line, String mark, String text) {
        /** The part of the mark after the language, or nothing. */
        String argument() {
            return mark.substring(mark.indexOf(' ') + 1);
        }

        @Override
        public String toString() {
            return page + ":" + line + " " + mark;
        }
    }

    static String text(String page) {
        try {
            return Files.readString(Repository.file(page));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Makes a folder stand for the root of the repository, so that commands write nothing to the checkout. */
    static Path linkRepository(Path root) throws IOException {
        Path deploy = Files.createDirectories(root.resolve("deploy"));
        for (String name : new String[] {"bin", "data", "docs", "target"}) {
            Files.createSymbolicLink(deploy.resolve(name), Repository.file("deploy/" + name));
        }
        return root;
    }

    /** A page's text outside its fenced blocks. */
    static String prose(String page) {
        return FENCED.matcher(text(page)).replaceAll("");
    }

    /** The fenced blocks of all pages, in their order. */
    static Stream<Block> blocks() {
        return ALL.stream().flatMap(page -> {
            String text = text(page);
            return FENCED.matcher(text).results().map(block -> block(page, text, block));
        });
    }

    private static Block block(String page, String text, MatchResult match) {
        long line = 1 + text.substring(0, match.start()).lines().count();
        return new Block(page, line, match.group(1), match.group(2));
    }

    /** Every Markdown file of the repository, as a path from its root; what builds and runs leave does not count. */
    static List<String> markdown() throws IOException {
        Path root = Repository.file("");
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(root::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".md") && !file.matches("(.*/)?(target|runs|\\.[^/]*)/.*"))
                    .sorted()
                    .toList();
        }
    }
}
