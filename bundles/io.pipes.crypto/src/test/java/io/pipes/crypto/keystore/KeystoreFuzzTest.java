// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.crypto.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.crypto.primitive.Sha256;
import java.util.Arrays;

/** The decoders of a keystore's files, behind a check that is made to fit, since the check alone would stop nearly everything. */
class KeystoreFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_a_keystore_file_is_written_the_same_way_again(byte[] body) {
        Bytes file = checked(body);
        try {
            assertThat(KeystoreHeader.decode(file).encode()).isEqualTo(file);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_a_key_is_written_the_same_way_again(byte[] body) {
        Bytes file = checked(body);
        try {
            assertThat(KeyFile.decode(file).encode()).isEqualTo(file);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_an_unlock_file_is_written_the_same_way_again(byte[] body) {
        Bytes file = checked(body);
        try (Secret key = UnlockFile.decode(file)) {
            assertThat(UnlockFile.encode(key)).isEqualTo(file);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    private static Bytes checked(byte[] body) {
        byte[] check = Sha256.hash(Label.KEYSTORE.bytes().toArray(), body);
        byte[] file = Arrays.copyOf(body, body.length + CheckedFile.CHECK_BYTES);
        System.arraycopy(check, 0, file, body.length, CheckedFile.CHECK_BYTES);
        return Bytes.wrap(file);
    }
}
