package io.kindling.driver.internal.preflight;

import io.kindling.program.ProgramException;

/** Executors can build the program, and run its phases with shapes only. */
final class BuiltPrograms implements PreflightCheck {
    @Override
    public void require(PreflightFacts facts) {
        facts.executors().stream()
                .map(executor -> executor.report().failures().program())
                .filter(failure -> !failure.isEmpty())
                .findFirst()
                .ifPresent(failure -> {
                    throw new ProgramException("Cannot train on "
                            + facts.named(executor ->
                                    !executor.report().failures().program().isEmpty())
                            + ": " + failure.replaceFirst("\\.$", "")
                            + ". The driver can build and try the program; executors must find its classes in a jar given with"
                            + " --jar, and what it reads on every machine.");
                });
    }
}
