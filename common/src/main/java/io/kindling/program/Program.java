package io.kindling.program;

/**
 * A training loop as data and pure functions: models, optimizers, metrics and phases. A public class with a public
 * constructor without arguments; it is made anew, by name, on every machine that computes for it.
 */
public interface Program {
    /** Declares models, metrics and phases. Given the same builder's settings it must declare the same thing. */
    void define(ProgramBuilder p);
}
