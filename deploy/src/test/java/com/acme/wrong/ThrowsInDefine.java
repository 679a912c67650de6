package com.acme.wrong;

import io.kindling.program.Program;
import io.kindling.program.ProgramBuilder;

/** Fails while it is built. */
public final class ThrowsInDefine implements Program {
    @Override
    public void define(ProgramBuilder p) {
        throw new IllegalStateException("no plan");
    }
}
