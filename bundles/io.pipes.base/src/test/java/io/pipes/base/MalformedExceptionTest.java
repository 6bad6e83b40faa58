// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MalformedExceptionTest {
    @Test
    void it_costs_a_peer_more_to_cause_than_us_to_throw() {
        MalformedException exception = new MalformedException("ends early");
        assertThat(exception.reason()).isEqualTo("ends early");
        assertThat(exception.getStackTrace()).isEmpty();
    }
}
