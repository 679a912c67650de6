package io.kindling.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of the pages, run in their order. Each page has a folder of its own that stands for the root of the repository:
 * later commands use what earlier ones wrote, and nothing is written to the checkout.
 */
class PagesIT {
    /** Marks of commands that are run; see {@link PagesTest} for the others. */
    private static final Set<String> RUN =
            Boolean.getBoolean("kindling.full") ? Set.of("sh", "sh run", "sh full") : Set.of("sh", "sh run");

    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    static Path folder;

    static Stream<Pages.Block> commands() {
        return Pages.blocks().filter(block -> RUN.contains(block.mark()));
    }

    @BeforeAll
    static void makeFolders() throws IOException {
        for (String page : Pages.ALL) {
            Pages.linkRepository(folder(page));
        }
    }

    private static Path folder(String page) {
        return folder.resolve(page.replace('/', '-'));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_succeeds(Pages.Block block) {
        KindlingProcess.in(folder(block.page()))
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .through(Path.of("bash"))
                .within(LIMIT)
                .run("-euo", "pipefail", "-c", block.text())
                .exitsWith(0);
    }
}
