package io.kindling.tensor;

import org.bytedeco.javacpp.FloatPointer;

/** A mutable native pointer. Reusing one avoids a Java allocation at every step. */
final class Address extends FloatPointer {
    /** Points this at an address, and returns this. */
    Address to(long target) {
        address = target;
        return this;
    }
}
