package com.acme.wrong;

/** A class that is no program. */
public final class NoProgram {}
