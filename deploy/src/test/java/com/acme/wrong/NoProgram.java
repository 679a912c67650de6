package com.acme.wrong;

/** A class that does not implement Program. */
public final class NoProgram {}
