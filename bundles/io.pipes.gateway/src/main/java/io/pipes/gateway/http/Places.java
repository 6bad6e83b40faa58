// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import io.pipes.gateway.token.Token;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many clients may be connected at a time, and who of them may take which part: an eighth is kept for the owner, and of the rest no token takes
 * more than half, so that no program that was given a token keeps out the one who gave it, or everybody else.
 *
 * @param all {@value #FEWEST} to {@value #MOST}
 */
public record Places(int all) {
    static final int FEWEST = 8;
    static final int MOST = 65_536;

    /** Where nobody said anything. An idle client takes about 20 KiB. */
    public static final Places USUAL = new Places(1_024);

    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    public Places {
        if (all < FEWEST || all > MOST) {
            throw new IllegalArgumentException("There are " + FEWEST + " to " + MOST + " places");
        }
    }

    /** Of what somebody has written into a setting; what makes no sense is as if it were not there, and the log says so. */
    public static Places of(int written) {
        if (written >= FEWEST && written <= MOST) {
            return new Places(written);
        }
        LOG.warn(
                "The setting 'clients' of io.pipes.gateway is {}, so {} counts. Write a number from {} to {}.",
                written,
                USUAL.all,
                FEWEST,
                MOST);
        return USUAL;
    }

    /** @param taken by which tokens, one for each client */
    boolean isFree(Token who, Collection<Token> taken) {
        return taken.size() < all && (who.isOwner() || isFreeForOthers(who, taken));
    }

    private boolean isFreeForOthers(Token who, Collection<Token> taken) {
        int forOthers = all - all / 8;
        long others = taken.stream().filter(token -> !token.isOwner()).count();
        long same = taken.stream().filter(who::equals).count();
        return others < forOthers && same < forOthers / 2;
    }
}
