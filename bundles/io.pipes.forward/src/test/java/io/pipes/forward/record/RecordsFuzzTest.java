// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class RecordsFuzzTest {
    /** What people write can be written in several ways, so it is compared when it was read twice. */
    @FuzzTest(maxDuration = "20s")
    void what_is_read_is_kept_and_read_again_as_the_same(byte[] bytes) {
        try {
            PublishedRecord published = PublishedRecord.read(Bytes.copyOf(bytes));
            assertThat(PublishedRecord.read(published.encode())).isEqualTo(published);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }

    @FuzzTest(maxDuration = "20s")
    void what_is_forwarded_is_read_again_as_the_same(byte[] bytes) {
        try {
            ForwardRecord forwarded = ForwardRecord.read(Bytes.copyOf(bytes));
            assertThat(ForwardRecord.read(forwarded.encode())).isEqualTo(forwarded);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
