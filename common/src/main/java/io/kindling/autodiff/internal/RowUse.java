package io.kindling.autodiff.internal;

/**
 * How the rows of a batch entered a value: what happens to it when the batch is split into shards.
 *
 * @param axis the axis whose size depends on the number of rows; -1 if there is none, or more than one
 */
public record RowUse(Kind kind, int axis) {
    /** What a value is made of. */
    public enum Kind {
        /** A constant 0, which is also a sum over no rows. */
        ZERO,
        /** No row entered: equal on all shards. */
        NONE,
        /** Each position along the axis depends on its row only: the shards' values together are the whole batch's. */
        PER_ROW,
        /** A sum over rows: the shards' values add up to the whole batch's. */
        SUM,
        /** Anything else, such as a mean over rows or a maximum. */
        OTHER
    }

    static final RowUse ZERO = new RowUse(Kind.ZERO, -1);
    static final RowUse NONE = new RowUse(Kind.NONE, -1);
    static final RowUse SUM = new RowUse(Kind.SUM, -1);

    static RowUse perRow(int axis) {
        return new RowUse(Kind.PER_ROW, axis);
    }

    static RowUse other(int axis) {
        return new RowUse(Kind.OTHER, axis);
    }

    /** Says what the value is, as a clause for messages. */
    public String description() {
        return switch (kind) {
            case NONE, ZERO -> "no row of the batch enters";
            case PER_ROW -> "there is a value for each row";
            case SUM -> "it is a sum over rows";
            case OTHER ->
                "rows enter, but not one by one and not as a sum: as in a mean, a maximum, the value of a loss or a square of"
                        + " a sum, so that the parts of a batch on several shards do not add up to it";
        };
    }

    public boolean isPerRow() {
        return kind == Kind.PER_ROW;
    }

    public boolean isSum() {
        return kind == Kind.SUM || kind == Kind.ZERO;
    }

    public boolean isRowFree() {
        return kind == Kind.NONE || kind == Kind.ZERO;
    }
}
