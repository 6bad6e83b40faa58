// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import io.pipes.spi.identity.IdentityGenesis;
import java.text.Normalizer;

/** Names as people may type them. */
final class IdentityName {
    private IdentityName() {}

    /** The same name in the same characters, however the keyboard made them, so that two that look alike are alike. */
    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    /** Whether a normal name may be given here: stricter than what is accepted from others. */
    static boolean isGood(String name) {
        return IdentityGenesis.isName(name)
                && !isBlank(name.codePointAt(0))
                && !isBlank(name.codePointBefore(name.length()))
                && name.codePoints().noneMatch(IdentityName::isNoCharacter);
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    private static boolean isNoCharacter(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.SURROGATE || type == Character.UNASSIGNED || type == Character.PRIVATE_USE;
    }
}
