package io.kindling.driver.internal.preflight;

import io.kindling.data.DataException;

/** Executors can read the files of the rows. */
final class ReadableRows implements PreflightCheck {
    @Override
    public void require(PreflightFacts facts) {
        facts.executors().stream()
                .map(executor -> executor.report().failures().rows())
                .filter(failure -> !failure.isEmpty())
                .findFirst()
                .ifPresent(failure -> {
                    throw new DataException("Cannot train on "
                            + facts.named(executor ->
                                    !executor.report().failures().rows().isEmpty())
                            + ": " + failure.replaceFirst("\\.$", "")
                            + ". The driver can read the data; put it where every machine can.");
                });
    }
}
