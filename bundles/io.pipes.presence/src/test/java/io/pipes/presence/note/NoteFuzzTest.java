// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.note;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;

class NoteFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void whatever_is_read_can_be_shown_written_and_read_again(byte[] bytes) {
        try {
            Note note = Note.read(Bytes.copyOf(bytes));
            assertThat(Note.isStatus(note.status())).isTrue();
            assertThat(Note.read(note.encode())).isEqualTo(note);
            assertThat(note.encode().size()).isLessThanOrEqualTo(bytes.length);
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
