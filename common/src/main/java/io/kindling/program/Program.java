package io.kindling.program;

/**
 * A training loop as data and pure functions: models, optimizers, metrics and phases. A public class with a public
 * constructor without arguments: each machine creates its own instance from the class name. What differs from run to run belongs
 * in the config, which {@link ProgramBuilder#config} returns.
 */
public interface Program {
    /** Declares models, metrics and phases. It must be deterministic: the same settings give the same declarations. */
    void define(ProgramBuilder p);
}
