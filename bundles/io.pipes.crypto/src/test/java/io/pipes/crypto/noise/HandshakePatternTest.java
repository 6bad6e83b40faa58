// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakePatternTest {
    @Test
    void the_pattern_of_links_is_as_specified() {
        HandshakePattern link = HandshakePattern.LINK;

        assertThat(link.protocolName()).isEqualTo("Noise_IKhfs+psk0_25519+MLKEM768_AESGCM_SHA256");
        assertThat(link.messages())
                .containsExactly(
                        List.of(Token.PSK, Token.E, Token.ES, Token.E1, Token.S, Token.SS),
                        List.of(Token.E, Token.EE, Token.EKEM1, Token.SE));
        assertThat(link.responderKnown()).isTrue();
        assertThat(link.initiatorKnown()).isFalse();
    }

    @Test
    void without_an_agreement_in_the_first_message_the_kem_key_follows_the_ephemeral() {
        HandshakePattern pattern = HandshakePattern.parse("XX", false, false, "e", "e, ee, s, es", "s, se")
                .withHfs();

        assertThat(pattern.protocolName()).isEqualTo("Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256");
        assertThat(pattern.messages().get(0)).containsExactly(Token.E, Token.E1);
        assertThat(pattern.messages().get(1)).startsWith(Token.E, Token.EE, Token.EKEM1);
    }
}
