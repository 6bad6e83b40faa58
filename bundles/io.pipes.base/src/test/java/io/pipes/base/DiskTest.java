// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class DiskTest {
    private final MemoryDisk disk = new MemoryDisk();

    @Test
    void a_replaced_file_is_read_back_whole() throws Exception {
        disk.replace("config", Bytes.utf8("long ago"));
        disk.replace("config", Bytes.utf8("now"));
        assertThat(disk.read("config", 3)).isEqualTo(Bytes.utf8("now"));
        assertThat(disk.list("")).containsExactly("config");
    }

    @Test
    void what_a_crash_left_of_a_draft_does_not_show() throws Exception {
        disk.files.put("config.new", new byte[100]);
        disk.replace("config", Bytes.utf8("now"));
        assertThat(disk.read("config", 100)).isEqualTo(Bytes.utf8("now"));
    }

    @Test
    void a_replacement_that_could_not_be_forced_leaves_the_old_contents() throws Exception {
        disk.replace("config", Bytes.utf8("old"));
        disk.failToForce = true;
        assertThatThrownBy(() -> disk.replace("config", Bytes.utf8("new"))).isInstanceOf(DiskFullException.class);
        assertThat(disk.read("config", 3)).isEqualTo(Bytes.utf8("old"));
    }

    @Test
    void a_file_above_the_cap_is_not_read() {
        disk.files.put("config", new byte[4]);
        assertThatThrownBy(() -> disk.read("config", 3)).isInstanceOf(IOException.class);
    }

    @Test
    void reading_a_missing_file_does_not_make_one() {
        assertThatThrownBy(() -> disk.read("config", 3)).isInstanceOf(NoSuchFileException.class);
        assertThat(disk.exists("config")).isFalse();
    }

    @Test
    void a_file_that_ends_early_is_said_to() throws Exception {
        disk.files.put("config", new byte[3]);
        try (Disk.DiskFile file = disk.open("config")) {
            assertThatThrownBy(() -> file.readFully(1, ByteBuffer.allocate(3))).isInstanceOf(EOFException.class);
        }
    }
}
