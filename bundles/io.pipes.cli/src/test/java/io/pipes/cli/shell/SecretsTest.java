// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "network join pipes1abc234",
                "network join PIPES1ABC234",
                "network join a-ticket-with-a-mistake",
                "send bob pipes1abc234",
                "network join --as me pipes1abc234",
                "network join --as anna ipes1abc234",
                "send bob 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
                "send bob 'my passphrase is x'",
                "start --passphrase secret"
            })
    void lines_with_tickets_tokens_and_passphrases_are_found(String line) {
        assertThat(Secrets.in(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network join",
                "network list",
                "pipes network invite",
                "backup FILE --passphrase-file /root/file",
                "pipeline show 5ncsvm6wk7td5e9h8fwkjmv0gq",
                "token revoke 0123456789ab"
            })
    void other_lines_are_not(String line) {
        assertThat(Secrets.in(line)).isFalse();
    }
}
