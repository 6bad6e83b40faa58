// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the home says about stores, as text: {@code store = derby}, and {@code remains = postgresql} where contents may lie in another
 * one that nobody needs.
 *
 * @param kind the store that nodes are kept in
 * @param remains a store in which a move has left something, or was interrupted when it did
 */
record StoreChoice(String kind, Optional<String> remains) {
    /** Of a home that says nothing. */
    static final StoreChoice USUAL = new StoreChoice("derby", Optional.empty());

    private static final Pattern FORM =
            Pattern.compile("store = ([a-z0-9-]{1,32})\\n(?:remains = ([a-z0-9-]{1,32})\\n)?");

    StoreChoice {
        if (remains.filter(kind::equals).isPresent()) {
            throw new IllegalArgumentException("What is used does not remain");
        }
    }

    static StoreChoice of(String kind) {
        return new StoreChoice(kind, Optional.empty());
    }

    StoreChoice withRemains(String other) {
        return new StoreChoice(kind, Optional.of(other));
    }

    Bytes encode() {
        return Bytes.utf8("store = " + kind + "\n"
                + remains.map(other -> "remains = " + other + "\n").orElse(""));
    }

    static StoreChoice decode(Bytes stored) throws IOException {
        Matcher matcher = FORM.matcher(new String(stored.toArray(), StandardCharsets.UTF_8));
        if (!matcher.matches() || matcher.group(1).equals(matcher.group(2))) {
            throw new IOException("it makes no sense");
        }
        return new StoreChoice(matcher.group(1), Optional.ofNullable(matcher.group(2)));
    }
}
