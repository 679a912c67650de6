package io.kindling.train;

import io.kindling.config.Config;
import io.kindling.data.Examples;
import io.kindling.data.Split;

/** Describes rows in memory in checkpoints, so that a training is not continued on other rows. */
final class RowsDescription {
    private RowsDescription() {}

    static Config of(Split<Examples> rows) {
        return Config.of("training", of(rows.training()), "validation", of(rows.validation()));
    }

    static Config of(Examples rows) {
        return Config.of("rows", rows.count(), "checksum", Integer.toHexString(rows.checksum()));
    }
}
