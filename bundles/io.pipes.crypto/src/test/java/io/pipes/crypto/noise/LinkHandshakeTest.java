// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.crypto.SeededRandomness;
import io.pipes.crypto.primitive.X25519Key;
import io.pipes.spi.crypto.Handshake;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

/** What only somebody with all the right keys can try. */
class LinkHandshakeTest {
    private static final byte[] PSK = new byte[32];

    private final SeededRandomness randomness = new SeededRandomness(1);
    private final X25519Key north = new X25519Key(randomness.bytes(32));
    private final X25519Key south = new X25519Key(randomness.bytes(32));

    @Test
    void a_member_that_sends_a_longer_payload_than_allowed_is_refused() throws Exception {
        LinkHandshake longest = LinkHandshake.respond(new byte[0], south, PSK, randomness);
        LinkHandshake longer = LinkHandshake.respond(new byte[0], south, PSK, randomness);

        assertThat(longest.read(firstMessage(Handshake.MAX_PAYLOAD)).size()).isEqualTo(Handshake.MAX_PAYLOAD);
        Bytes tooLong = firstMessage(Handshake.MAX_PAYLOAD + 1);
        assertThatThrownBy(() -> longer.read(tooLong)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> longer.write(Bytes.EMPTY)).isInstanceOf(IllegalStateException.class);
    }

    private Bytes firstMessage(int payload) throws GeneralSecurityException {
        HandshakeKeys keys = new HandshakeKeys(north, south.publicKey(), PSK);
        return Bytes.wrap(new HandshakeState(HandshakePattern.LINK, true, new byte[0], keys, randomness::bytes)
                .write(new byte[payload]));
    }
}
