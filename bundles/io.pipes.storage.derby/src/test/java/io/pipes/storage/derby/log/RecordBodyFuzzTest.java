// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

/** What stands inside a seal. Only who has the store's key could make it, but a mistake of another version could, too. */
class RecordBodyFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_a_record_is_written_the_same_way_again(byte[] bytes) {
        RecordKind kind = RecordKind.values()[bytes.length == 0 ? 0 : (bytes[0] & 0xff) % RecordKind.values().length];
        Bytes body = Bytes.copyOf(bytes).slice(Math.min(1, bytes.length), bytes.length);
        try {
            assertThat(RecordBody.encode(RecordBody.decode(kind, body))).isEqualTo(body);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
