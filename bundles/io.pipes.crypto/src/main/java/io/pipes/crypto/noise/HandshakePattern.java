// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which tokens each message of a handshake carries.
 *
 * @param name as it stands in the protocol name, with its modifiers
 * @param initiatorKnown whether the responder knows the initiator's static key beforehand
 * @param responderKnown whether the initiator knows the responder's static key beforehand
 * @param messages the messages in turn, the initiator's first
 */
record HandshakePattern(String name, boolean initiatorKnown, boolean responderKnown, List<List<Token>> messages) {

    /** The pattern of links: the initiator knows whom it calls and hides who it is. */
    static final HandshakePattern LINK =
            parse("IK", false, true, "e, es, s, ss", "e, ee, se").withHfs().withPsk0();

    HandshakePattern {
        messages = messages.stream().map(List::copyOf).toList();
    }

    /** @param messages tokens in the notation of the Noise specification, as in {@code "e, ee, se"} */
    static HandshakePattern parse(String name, boolean initiatorKnown, boolean responderKnown, String... messages) {
        List<List<Token>> parsed = new ArrayList<>();
        for (String message : messages) {
            parsed.add(Arrays.stream(message.split(", *"))
                    .map(token -> Token.valueOf(token.toUpperCase(Locale.ROOT)))
                    .toList());
        }
        return new HandshakePattern(name, initiatorKnown, responderKnown, parsed);
    }

    /** The {@code psk0} modifier: the first thing mixed in is the key both know. */
    HandshakePattern withPsk0() {
        return withInserted("psk0", 0, 0, Token.PSK);
    }

    /** The {@code pskN} modifier for N of 1 and more: at the end of message N. */
    HandshakePattern withPskAfter(int message) {
        return withInserted(
                "psk" + message, message - 1, messages.get(message - 1).size(), Token.PSK);
    }

    /**
     * The {@code hfs} modifier: {@code e1} after the first {@code e}, or after the first agreement of that message so that it travels
     * encrypted; {@code ekem1} after the first {@code ee}.
     */
    HandshakePattern withHfs() {
        List<Token> first = messages.get(0);
        int place = first.indexOf(Token.E);
        for (int i = first.size() - 1; i >= 0; i--) {
            place = first.get(i).isAgreement() ? i : place;
        }
        return withInserted("hfs", 0, place + 1, Token.E1).withKemAnswer();
    }

    private HandshakePattern withKemAnswer() {
        for (int i = 0; i < messages.size(); i++) {
            int place = messages.get(i).indexOf(Token.EE);
            if (place >= 0) {
                return new HandshakePattern(name, initiatorKnown, responderKnown, inserted(i, place + 1, Token.EKEM1));
            }
        }
        throw new IllegalArgumentException("hfs needs a pattern with ee");
    }

    private HandshakePattern withInserted(String modifier, int message, int place, Token token) {
        String separator = name.chars().anyMatch(Character::isLowerCase) ? "+" : "";
        return new HandshakePattern(
                name + separator + modifier, initiatorKnown, responderKnown, inserted(message, place, token));
    }

    private List<List<Token>> inserted(int message, int place, Token token) {
        List<List<Token>> changed = new ArrayList<>(messages);
        List<Token> tokens = new ArrayList<>(messages.get(message));
        tokens.add(place, token);
        changed.set(message, tokens);
        return changed;
    }

    boolean hasPsk() {
        return messages.stream().anyMatch(tokens -> tokens.contains(Token.PSK));
    }

    boolean isHybrid() {
        return messages.stream().anyMatch(tokens -> tokens.contains(Token.E1));
    }

    /** What is hashed first, as in {@code Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256}. */
    String protocolName() {
        return "Noise_" + name + "_25519" + (isHybrid() ? "+MLKEM768" : "") + "_AESGCM_SHA256";
    }
}
