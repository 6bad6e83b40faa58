// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What stands beside a log. The disk may have damaged it, and another version may have written it. */
class FormNoteFuzzTest {
    private static final int CHECKED = FormNote.SIZE - Integer.BYTES;

    @FuzzTest(maxDuration = "20s")
    void whatever_reads_as_a_form_is_written_the_same_way_again(byte[] bytes) {
        readsOrIsRefused(bytes);
        if (bytes.length >= FormNote.SIZE) {
            // Chance finds no checksum.
            ByteBuffer fitting = ByteBuffer.wrap(bytes.clone());
            fitting.putInt(CHECKED, RecordHeader.checksum(fitting, 0, CHECKED));
            readsOrIsRefused(fitting.array());
        }
    }

    private static void readsOrIsRefused(byte[] bytes) {
        try {
            FormNote note = FormNote.decode(ByteBuffer.wrap(bytes));
            assertThat(note.encode()).isEqualTo(Bytes.wrap(Arrays.copyOf(bytes, FormNote.SIZE)));
            assertThat(note.form()).isGreaterThan(LogForm.FIRST);
            assertThat(note.durable().segment()).isNotNegative();
            assertThat(note.durable().end()).isNotNegative();
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
