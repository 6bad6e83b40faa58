// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

/**
 * Arithmetic for numbers that a peer chose: results stop at the ends of their range instead of coming round on the other side.
 */
public final class Clamp {
    private Clamp() {}

    /** The nearest number from {@code min} to {@code max}. */
    public static long between(long value, long min, long max) {
        checkRange(min, max);
        return Math.max(min, Math.min(max, value));
    }

    /** The nearest number from {@code min} to {@code max}. */
    public static int between(long value, int min, int max) {
        return (int) between(value, (long) min, (long) max);
    }

    /** The nearest int. */
    public static int toInt(long value) {
        return between(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** The sum, or the end of the range it went over. */
    public static long add(long a, long b) {
        long sum = a + b;
        boolean over = ((a ^ sum) & (b ^ sum)) < 0;
        return over ? end(a < 0) : sum;
    }

    /** The difference, or the end of the range it went over. */
    public static long subtract(long a, long b) {
        long difference = a - b;
        boolean over = ((a ^ b) & (a ^ difference)) < 0;
        return over ? end(a < 0) : difference;
    }

    /** The product, or the end of the range it went over. */
    public static long multiply(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        boolean fits = high == low >> 63;
        return fits ? low : end(high < 0);
    }

    /**
     * Returns a number that must lie from {@code min} to {@code max}, for where the nearest one would hide a lie.
     *
     * @param what names the number in the reason
     */
    public static long require(long value, long min, long max, String what) throws MalformedException {
        checkRange(min, max);
        if (value < min || value > max) {
            throw new MalformedException(what + " is out of range");
        }
        return value;
    }

    private static long end(boolean low) {
        return low ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    private static void checkRange(long min, long max) {
        if (min > max) {
            throw new IllegalArgumentException("The least is more than the most");
        }
    }
}
