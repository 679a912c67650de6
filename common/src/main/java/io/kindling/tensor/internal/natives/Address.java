package io.kindling.tensor.internal.natives;

import org.bytedeco.javacpp.FloatPointer;

/** A mutable native pointer. Reusing one avoids a Java allocation at every step. */
public final class Address extends FloatPointer {
    /** Points this at an address, and returns this. */
    public Address to(long target) {
        address = target;
        return this;
    }
}
