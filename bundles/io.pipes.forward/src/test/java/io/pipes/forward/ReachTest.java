// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "169.254.0.1", "fe80::1", "::ffff:169.254.169.254", "febf::1"})
    void clouds_are_not_reached_however_their_address_is_written(String address) {
        assertThat(Reach.isLinkLocal(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "::1", "2001:db8::1", "169.253.0.1"})
    void others_are(String address) {
        assertThat(Reach.isLinkLocal(address)).isFalse();
    }
}
