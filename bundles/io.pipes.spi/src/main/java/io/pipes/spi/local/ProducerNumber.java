// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.PipesException;
import java.util.regex.Pattern;

/**
 * Which message of a producer it is, so that whoever does not know whether it was published may publish it once more.
 *
 * @param producer a name of the producer's own choice, of 1 to 64 characters of {@code a-z 0-9 . _ -}
 * @param number 1 to {@link #MAX}; another one for each message
 */
public record ProducerNumber(String producer, long number) {
    /** What programs of all languages can count to. */
    public static final long MAX = (1L << 53) - 1;

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

    public ProducerNumber {
        checkName(producer);
        if (number < 1 || number > MAX) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "The number of a producer's message is a whole number from 1 to " + MAX + ".");
        }
    }

    /** The number of the message that is so many behind this one. */
    public ProducerNumber plus(int messages) {
        return new ProducerNumber(producer, number + messages);
    }

    /** @throws PipesException {@code INVALID_ARGUMENT} for what is no producer's name */
    public static void checkName(String producer) {
        if (!NAME.matcher(producer).matches()) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A producer's name has 1 to 64 characters of a-z, 0-9, dot, underscore and hyphen.");
        }
    }
}
