package io.kindling.driver.table.internal;

import io.kindling.driver.table.internal.RowLayout.Kind;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** Reads arrays of numbers as floats. */
final class ArrayValues {
    private ArrayValues() {}

    /** Returns a number of an array of this kind. */
    static double get(Kind kind, ArrayData array, int at) {
        return switch (kind) {
            case BYTES -> array.getByte(at);
            case SHORTS -> array.getShort(at);
            case INTS -> array.getInt(at);
            case LONGS -> array.getLong(at);
            case FLOATS -> array.getFloat(at);
            default -> array.getDouble(at);
        };
    }

    /** Writes all numbers of an array of this kind, none of which is null, from an index on. */
    static void copy(Kind kind, ArrayData array, float[] into, int from) {
        switch (kind) {
            case BYTES -> widen(array.toByteArray(), into, from);
            case SHORTS -> widen(array.toShortArray(), into, from);
            case INTS -> widen(array.toIntArray(), into, from);
            case LONGS -> widen(array.toLongArray(), into, from);
            case FLOATS -> System.arraycopy(array.toFloatArray(), 0, into, from, array.numElements());
            default -> narrow(array.toDoubleArray(), into, from);
        }
    }

    private static void widen(byte[] values, float[] into, int from) {
        for (int i = 0; i < values.length; i++) {
            into[from + i] = values[i];
        }
    }

    private static void widen(short[] values, float[] into, int from) {
        for (int i = 0; i < values.length; i++) {
            into[from + i] = values[i];
        }
    }

    private static void widen(int[] values, float[] into, int from) {
        for (int i = 0; i < values.length; i++) {
            into[from + i] = values[i];
        }
    }

    private static void widen(long[] values, float[] into, int from) {
        for (int i = 0; i < values.length; i++) {
            into[from + i] = values[i];
        }
    }

    private static void narrow(double[] values, float[] into, int from) {
        for (int i = 0; i < values.length; i++) {
            into[from + i] = (float) values[i];
        }
    }
}
