// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;

/** The decoder of what the keystore keeps. */
class IdentityEntryFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_an_identity_is_written_the_same_way_again(byte[] bytes) {
        try (Secret encoded = Secret.copyOf(bytes)) {
            assertThat(IdentityEntry.decode(encoded).encode()).isEqualTo(encoded);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
