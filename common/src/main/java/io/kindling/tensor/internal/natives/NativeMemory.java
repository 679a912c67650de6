package io.kindling.tensor.internal.natives;

import org.bytedeco.javacpp.Pointer;

/**
 * The limits on this process's memory outside the Java heap; exceeding one is an error. Set by the system properties
 * {@code org.bytedeco.javacpp.maxbytes} and {@code org.bytedeco.javacpp.maxphysicalbytes}.
 *
 * @param tensorBytes limit for tensors; 0 means no limit
 * @param processBytes limit for the whole process; 0 means no limit
 */
public record NativeMemory(long tensorBytes, long processBytes) {
    /** Returns the limits of this process. */
    public static NativeMemory limits() {
        return new NativeMemory(Pointer.maxBytes(), Pointer.maxPhysicalBytes());
    }
}
