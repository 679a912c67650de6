package io.kindling.tensor;

import org.bytedeco.javacpp.FloatPointer;

/** A pointer that is moved rather than made anew: what runs at every step should not fill the Java heap. */
final class Address extends FloatPointer {
    /** This pointer, now to the given place. */
    Address to(long place) {
        address = place;
        return this;
    }
}
