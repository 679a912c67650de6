package io.kindling.autodiff.op;

/**
 * The operations on tensors: one class to import, {@code import static io.kindling.autodiff.op.Ops.*;}. Each is recorded by open
 * tapes and has a derivative, except where its documentation says otherwise.
 *
 * <p>The operations are defined in the files of their families. Java imports static methods from one class and those that it
 * extends, so each family extends the one that precedes it in the alphabet, and this class the last one.
 */
public final class Ops extends Types {
    private Ops() {}
}
