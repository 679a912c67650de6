package io.kindling.tensor;

import org.bytedeco.javacpp.Pointer;

/**
 * How much memory outside Java's heap this process may use; asking for more is an error. Set by the system properties
 * {@code org.bytedeco.javacpp.maxbytes} and {@code org.bytedeco.javacpp.maxphysicalbytes}.
 *
 * @param tensorBytes for tensors; 0 is no limit
 * @param processBytes for the process with all it holds; 0 is no limit
 */
public record NativeMemory(long tensorBytes, long processBytes) {
    /** The limits of this process. */
    public static NativeMemory limits() {
        return new NativeMemory(Pointer.maxBytes(), Pointer.maxPhysicalBytes());
    }
}
