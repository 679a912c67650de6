package io.kindling.driver.internal.preflight;

import io.kindling.driver.internal.ClusterException;
import io.kindling.worker.internal.machine.Version;

/** Executors load the native libraries. */
final class LoadedNatives implements PreflightCheck {
    @Override
    public void require(PreflightFacts facts) {
        facts.executors().stream()
                .map(executor -> executor.report().failures().natives())
                .filter(failure -> !failure.isEmpty())
                .findFirst()
                .ifPresent(failure -> {
                    throw new ClusterException("Cannot train on "
                            + facts.named(executor ->
                                    !executor.report().failures().natives().isEmpty())
                            + ": its native libraries do not load: " + failure.replaceFirst("\\.+$", "")
                            + ". This build supports "
                            + Version.PLATFORM
                            + " with glibc, and unpacks the libraries into the home folder or /tmp, one of"
                            + " which must be writable and not mounted with noexec. Use such machines only.");
                });
    }
}
