package io.kindling.tensor;

/** What a pooling kernel is prepared for: images in the batch, their channels, and the window over them, not dilated. */
public record PoolingSizes(Kind kind, int count, Window window, int channels) {
    public enum Kind {
        MAX,
        /** From images and the gradient by their maxima. */
        MAX_GRADIENT,
        /** From images and others, the elements of the others where the first maxima are. */
        PICK,
        AVERAGE,
        AVERAGE_GRADIENT
    }

    public Shape images() {
        return window.images(count, channels);
    }

    public Shape outcome() {
        return window.places(count, channels);
    }

    public Shape result() {
        return kind == Kind.MAX_GRADIENT || kind == Kind.AVERAGE_GRADIENT ? images() : outcome();
    }
}
