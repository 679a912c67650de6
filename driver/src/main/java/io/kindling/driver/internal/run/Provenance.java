package io.kindling.driver.internal.run;

import io.kindling.config.Config;
import io.kindling.driver.internal.dataset.TrainingRows;
import io.kindling.program.BuiltProgram;
import io.kindling.program.ProgramSpec;
import io.kindling.worker.internal.machine.Version;

/** How a model was trained, as recorded in its folder: enough to rebuild its program and to find its rows. */
record Provenance(ProgramSpec program, Config data) {
    static Config of(TrainSettings settings, TrainingRows rows, BuiltProgram program) {
        Config made = Config.of(
                "kindling", Version.NUMBER,
                "command", settings.command(),
                "program", program.spec().asConfig(),
                "shuffle", settings.run().shuffle().toString(),
                "data", rows.asConfig());
        return settings.init().map(init -> made.with("init", init)).orElse(made);
    }

    static Provenance from(Config made) {
        return new Provenance(ProgramSpec.from(made.config("program")), made.config("data"));
    }
}
