// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto;

import static io.pipes.crypto.Vectors.array;
import static io.pipes.crypto.Vectors.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.Handshake;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.SessionSecret;
import io.pipes.spi.crypto.SigningKey;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite against what a script in another language made of the same specification, byte for byte. */
class OwnVectorsTest {
    private final Pipes1Suite suite = new Pipes1Suite();

    static Stream<JsonNode> handshake() {
        return Vectors.own("handshake.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void handshake(JsonNode vector) throws MalformedException {
        JsonNode caller = vector.required("initiator");
        JsonNode called = vector.required("responder");
        KeyPair north = suite.linkKey(secret(caller, "static"));
        KeyPair south = suite.linkKey(secret(called, "static"));
        Secret psk = secret(vector, "psk");
        Bytes prologue = bytes(vector, "prologue");
        Handshake initiator = suite.initiate(
                prologue,
                north,
                south.publicKey(),
                psk,
                new ScriptedRandomness(bytes(caller, "ephemeral"), bytes(caller, "kemSeed")));
        Handshake responder = suite.respond(
                prologue, south, psk, new ScriptedRandomness(bytes(called, "ephemeral"), bytes(called, "kemRandom")));

        assertThat(initiator.write(bytes(vector, "payload1"))).isEqualTo(bytes(vector, "message1"));
        assertThat(responder.read(bytes(vector, "message1"))).isEqualTo(bytes(vector, "payload1"));
        assertThat(responder.write(bytes(vector, "payload2"))).isEqualTo(bytes(vector, "message2"));
        assertThat(initiator.read(bytes(vector, "message2"))).isEqualTo(bytes(vector, "payload2"));

        SessionSecret expected = new SessionSecret(
                secret(vector, "toResponder"), secret(vector, "toInitiator"), bytes(vector, "binding"));
        assertThat(initiator.secret()).isEqualTo(expected);
        assertThat(responder.secret()).isEqualTo(expected);
    }

    static Stream<JsonNode> record() {
        return Vectors.own("record.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void record(JsonNode vector) throws MalformedException {
        long counter = vector.required("counter").asLong();
        byte[] plaintext = array(vector, "plaintext");
        byte[] sealed = new byte[plaintext.length + 16];
        byte[] opened = new byte[plaintext.length];

        suite.recordCipher(secret(vector, "key")).seal(counter, plaintext, 0, plaintext.length, sealed, 0);
        suite.recordCipher(secret(vector, "key")).open(counter, sealed, 0, sealed.length, opened, 0);

        assertThat(sealed).isEqualTo(array(vector, "record"));
        assertThat(opened).isEqualTo(plaintext);
    }

    static Stream<JsonNode> packet() {
        return Vectors.own("packet.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void packet(JsonNode vector) throws MalformedException {
        PacketKey key = suite.packetKey(secret(vector, "epoch"), bytes(vector, "author"), bytes(vector, "salt"));

        Bytes sealed = key.seal(bytes(vector, "header"), bytes(vector, "content"));

        assertThat(key.commitment()).isEqualTo(bytes(vector, "commitment"));
        assertThat(sealed).isEqualTo(bytes(vector, "ciphertext"));
        assertThat(key.open(bytes(vector, "header"), sealed)).isEqualTo(bytes(vector, "content"));
    }

    static Stream<JsonNode> signature() {
        return Vectors.own("signature.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void signature(JsonNode vector) throws MalformedException {
        SigningKey key = suite.signingKey(secret(vector, "seed"));
        Bytes message = bytes(vector, "message");

        Bytes signature = key.sign(Vectors.label(vector), message);

        assertThat(key.publicKey()).isEqualTo(bytes(vector, "publicKey"));
        assertThat(signature).isEqualTo(bytes(vector, "signature"));
        assertThat(suite.verify(key.publicKey(), Vectors.label(vector), message, signature))
                .isTrue();
    }

    static Stream<JsonNode> box() {
        return Vectors.own("hpke-xwing.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void box(JsonNode vector) throws MalformedException {
        KeyPair recipient = suite.boxKey(secret(vector, "seed"));
        Bytes context = bytes(vector, "context");

        Bytes box = suite.box(
                recipient.publicKey(),
                Vectors.label(vector),
                context,
                bytes(vector, "plaintext"),
                new ScriptedRandomness(bytes(vector, "random")));

        assertThat(recipient.publicKey()).isEqualTo(bytes(vector, "publicKey"));
        assertThat(box).isEqualTo(bytes(vector, "box"));
        assertThat(suite.unbox(recipient, Vectors.label(vector), context, box)).isEqualTo(bytes(vector, "plaintext"));
    }

    static Stream<JsonNode> derive() {
        return Vectors.own("derive.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void derive(JsonNode vector) {
        Secret expected = secret(vector, "derived");

        Secret derived = suite.derive(
                secret(vector, "source"),
                bytes(vector, "salt"),
                Vectors.label(vector),
                bytes(vector, "context"),
                expected.size());

        assertThat(derived).isEqualTo(expected);
    }

    static Stream<JsonNode> value() {
        return Vectors.own("value.json").stream();
    }

    @ParameterizedTest
    @MethodSource
    void value(JsonNode vector) throws MalformedException {
        var cipher = suite.valueCipher(secret(vector, "key"), new ScriptedRandomness(bytes(vector, "nonce")));

        Bytes sealed = cipher.seal(bytes(vector, "place"), bytes(vector, "value"));

        assertThat(sealed).isEqualTo(bytes(vector, "sealed"));
        assertThat(cipher.open(bytes(vector, "place"), sealed)).isEqualTo(bytes(vector, "value"));
    }

    private static Secret secret(JsonNode vector, String field) {
        return Secret.wrap(array(vector, field));
    }
}
