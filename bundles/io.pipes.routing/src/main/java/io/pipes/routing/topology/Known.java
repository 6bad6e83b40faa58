// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.base.Bytes;
import io.pipes.base.TokenBucket;
import io.pipes.spi.crypto.CryptoSuite;
import org.jspecify.annotations.Nullable;

/** What is held of one author: its newest advert, or two that contradict each other and show that it lies. */
final class Known {
    /** Stands for the number of an author that contradicted itself: nothing is newer than that. */
    static final long CONTRADICTED = Long.MAX_VALUE;

    private static final Bytes NO_MARK = Bytes.wrap(new byte[Advert.MARK_BYTES]);

    private final Advert state;
    private final @Nullable Advert contradiction;
    private final long number;
    private final Bytes mark;

    /** How often it is passed on; null while there was no reason to count. */
    @Nullable
    TokenBucket rate;

    /** Whether the newest is to be passed on when the rate allows it. */
    boolean late;

    private Known(Advert state, @Nullable Advert contradiction, Bytes mark) {
        this.state = state;
        this.contradiction = contradiction;
        number = contradiction == null ? state.number() : CONTRADICTED;
        this.mark = mark;
    }

    static Known of(CryptoSuite suite, Advert state) {
        return new Known(state, null, state.mark(suite));
    }

    /** Any two will do, so all contradictions of an author look alike. */
    static Known contradiction(Advert one, Advert other) {
        return new Known(one, other, NO_MARK);
    }

    static boolean contradict(Advert one, Advert other) {
        // Nearly always the same advert has come once more, from another peer.
        return one.number() == other.number()
                && !one.equals(other)
                && one.author().equals(other.author())
                && !one.saysTheSameAs(other);
    }

    Advert state() {
        return state;
    }

    @Nullable
    Advert contradiction() {
        return contradiction;
    }

    boolean isContradicted() {
        return contradiction != null;
    }

    long number() {
        return number;
    }

    /** Tells adverts with one number apart, unless they only differ in a signature. */
    Bytes mark() {
        return mark;
    }
}
