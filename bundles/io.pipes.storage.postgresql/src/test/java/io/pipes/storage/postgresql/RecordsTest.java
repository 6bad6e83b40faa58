// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.runtime.SecureRandomness;
import io.pipes.spi.storage.blocking.Digest;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Digest KEY = new Digest(1, 2);
    private static final Records.Content CONTENT = new Records.Content("area", Bytes.utf8("key"), Bytes.utf8("value"));

    private final Records records = records("store-1");

    private static Records records(String store) {
        return new Records(
                store, () -> new Pipes1Suite().valueCipher(Secret.copyOf(new byte[32]), new SecureRandomness()));
    }

    @Test
    void what_was_sealed_opens_where_it_stands_and_nowhere_else() throws MalformedException {
        Bytes sealed = records.seal(KEY, 7, CONTENT);

        assertThat(records.open(KEY, 7, sealed)).isEqualTo(CONTENT);
        malformed(() -> records.open(KEY, 8, sealed));
        malformed(() -> records.open(new Digest(1, 3), 7, sealed));
        malformed(() -> records("store-2").open(KEY, 7, sealed));
    }

    @Test
    void a_bit_that_flips_anywhere_is_noticed() {
        byte[] sealed = records.seal(KEY, 7, CONTENT).toArray();
        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;
            malformed(() -> records.open(KEY, 7, Bytes.wrap(damaged)));
        }
        malformed(() -> records.open(KEY, 7, Bytes.EMPTY));
    }

    private interface Opening {
        void run() throws MalformedException;
    }

    private static void malformed(Opening opening) {
        assertThatThrownBy(opening::run).isInstanceOf(MalformedException.class);
    }
}
