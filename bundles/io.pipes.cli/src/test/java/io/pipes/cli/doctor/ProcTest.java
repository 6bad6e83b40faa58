// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTest {
    private static final long PID = 7;
    private static final long MIB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void the_smallest_of_the_groups_and_the_machine_counts() throws IOException {
        Proc proc = machine("MemTotal:        4096000 kB");
        assertThat(proc.memoryLimit(PID)).hasValue(4_096_000L << 10);

        group("cgroup", "0::/system.slice/pipes.service\n");
        limit("system.slice/pipes.service/memory.max", "max\n");
        assertThat(proc.memoryLimit(PID)).hasValue(4_096_000L << 10);

        limit("system.slice/pipes.service/memory.max", 300 * MIB + "\n");
        assertThat(proc.memoryLimit(PID)).hasValue(300 * MIB);

        limit("memory.max", 200 * MIB + "\n");
        assertThat(proc.memoryLimit(PID)).hasValue(200 * MIB);
    }

    @Test
    void control_groups_of_the_first_version_are_understood() throws IOException {
        Proc proc = machine("MemTotal:        4096000 kB");
        group("cgroup", "9:name=systemd:/\n4:memory:/docker/abc\n0::/\n");
        limit("memory/docker/abc/memory.limit_in_bytes", 100 * MIB + "\n");

        assertThat(proc.memoryLimit(PID)).hasValue(100 * MIB);
    }

    @Test
    void the_soft_limit_of_open_files_is_found_and_no_limit_is_none() throws IOException {
        Proc proc = machine("");
        group(
                "limits",
                "Limit                     Soft Limit           Hard Limit           Units\n"
                        + "Max open files            1024                 524288               files\n");
        assertThat(proc.openFileLimit(PID)).hasValue(1_024);

        group("limits", "Max open files            unlimited            unlimited            files\n");
        assertThat(proc.openFileLimit(PID)).isEmpty();
    }

    @Test
    void where_nothing_is_known_nothing_is_said() {
        Proc proc = new Proc(folder.resolve("no"), folder.resolve("where"));

        assertThat(proc.memoryLimit(PID)).isEmpty();
        assertThat(proc.openFileLimit(PID)).isEmpty();
        assertThat(proc.withArgument("x")).isEmpty();
        assertThat(proc.hasLoaded(PID, "x")).isFalse();
    }

    private Proc machine(String memory) throws IOException {
        Files.createDirectories(folder.resolve("proc/" + PID));
        Files.writeString(folder.resolve("proc/meminfo"), memory + "\n");
        return new Proc(folder.resolve("proc"), folder.resolve("groups"));
    }

    private void group(String file, String content) throws IOException {
        Files.writeString(folder.resolve("proc/" + PID).resolve(file), content);
    }

    private void limit(String file, String content) throws IOException {
        Path path = folder.resolve("groups").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
