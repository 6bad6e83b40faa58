// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static io.pipes.crypto.Vectors.array;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.crypto.Vectors;
import io.pipes.crypto.primitive.X25519Key;
import io.pipes.crypto.record.AesRecordCipher;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plain Noise patterns, through the same engine that runs the handshake of links. */
class NoiseVectorsTest {
    private static final Pattern NAME = Pattern.compile("Noise_([A-Z]{2})(?:psk(\\d))?_25519_AESGCM_SHA256");

    private static final Map<String, String[]> PATTERNS = Map.ofEntries(
            Map.entry("NN", new String[] {"e", "e, ee"}),
            Map.entry("KN", new String[] {"e", "e, ee, se"}),
            Map.entry("NK", new String[] {"e, es", "e, ee"}),
            Map.entry("KK", new String[] {"e, es, ss", "e, ee, se"}),
            Map.entry("NX", new String[] {"e", "e, ee, s, es"}),
            Map.entry("KX", new String[] {"e", "e, ee, se, s, es"}),
            Map.entry("XN", new String[] {"e", "e, ee", "s, se"}),
            Map.entry("IN", new String[] {"e, s", "e, ee, se"}),
            Map.entry("XK", new String[] {"e, es", "e, ee", "s, se"}),
            Map.entry("IK", new String[] {"e, es, s, ss", "e, ee, se"}),
            Map.entry("XX", new String[] {"e", "e, ee, s, es", "s, se"}),
            Map.entry("IX", new String[] {"e, s", "e, ee, se, s, es"}));

    static Stream<JsonNode> vectors() {
        return Vectors.ofOthers("noise-25519-aesgcm-sha256.json").stream();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_message_is_as_published_and_is_read_back(JsonNode vector) throws Exception {
        HandshakePattern pattern = pattern(vector);
        HandshakeState initiator = side(vector, pattern, true);
        HandshakeState responder = side(vector, pattern, false);
        JsonNode messages = vector.required("messages");

        for (int i = 0; i < pattern.messages().size(); i++) {
            HandshakeState writer = i % 2 == 0 ? initiator : responder;
            HandshakeState reader = i % 2 == 0 ? responder : initiator;
            byte[] sent = writer.write(payload(messages, i));
            assertThat(sent).isEqualTo(ciphertext(messages, i));
            assertThat(reader.read(sent)).isEqualTo(payload(messages, i));
        }

        Split split = initiator.split();
        assertThat(responder.split()).usingRecursiveComparison().isEqualTo(split);
        checkTransport(messages, pattern.messages().size(), split);
    }

    /** What follows the handshake goes through the record cipher, whose nonce is Noise's. */
    private static void checkTransport(JsonNode messages, int first, Split split) throws Exception {
        AesRecordCipher[] seal = {new AesRecordCipher(split.toResponder()), new AesRecordCipher(split.toInitiator())};
        AesRecordCipher[] open = {new AesRecordCipher(split.toResponder()), new AesRecordCipher(split.toInitiator())};
        long[] counters = new long[2];
        for (int i = first; i < messages.size(); i++) {
            int direction = messages.get(i).get(0).asText().equals("initiator") ? 0 : 1;
            long counter = counters[direction]++;
            byte[] payload = payload(messages, i);
            byte[] record = new byte[payload.length + 16];
            seal[direction].seal(counter, payload, 0, payload.length, record, 0);
            assertThat(record).isEqualTo(ciphertext(messages, i));
            byte[] opened = new byte[payload.length];
            open[direction].open(counter, record, 0, record.length, opened, 0);
            assertThat(opened).isEqualTo(payload);
        }
    }

    private static HandshakePattern pattern(JsonNode vector) {
        String name = vector.required("protocol_name").asText();
        Matcher matcher = NAME.matcher(name);
        assertThat(matcher.matches()).isTrue();
        String base = matcher.group(1);
        HandshakePattern pattern =
                HandshakePattern.parse(base, base.charAt(0) == 'K', base.charAt(1) == 'K', PATTERNS.get(base));
        String psk = matcher.group(2);
        HandshakePattern modified = psk == null
                ? pattern
                : psk.equals("0") ? pattern.withPsk0() : pattern.withPskAfter(Integer.parseInt(psk));
        assertThat(modified.protocolName()).isEqualTo(name);
        return modified;
    }

    private static HandshakeState side(JsonNode vector, HandshakePattern pattern, boolean initiator) {
        String mine = initiator ? "init" : "resp";
        String theirs = initiator ? "resp" : "init";
        boolean knowsTheirs = initiator ? pattern.responderKnown() : pattern.initiatorKnown();
        HandshakeKeys keys = new HandshakeKeys(
                key(vector, mine + "_static"),
                knowsTheirs ? key(vector, theirs + "_static").publicKey() : null,
                vector.has("psk") ? array(vector, "psk") : null);
        byte[] ephemeral = array(vector, mine + "_ephemeral");
        return new HandshakeState(pattern, initiator, array(vector, "prologue"), keys, size -> ephemeral);
    }

    private static @Nullable X25519Key key(JsonNode vector, String field) {
        return vector.has(field) ? new X25519Key(array(vector, field)) : null;
    }

    private static byte[] payload(JsonNode messages, int index) {
        return io.pipes.base.Bytes.hex(messages.get(index).get(1).asText()).toArray();
    }

    private static byte[] ciphertext(JsonNode messages, int index) {
        return io.pipes.base.Bytes.hex(messages.get(index).get(2).asText()).toArray();
    }
}
