// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class BackupFramesFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void frames_do_not_depend_on_how_the_bytes_come(byte[] bytes) {
        Bytes file = Bytes.copyOf(bytes);

        assertThat(read(file, 3)).isEqualTo(read(file, Math.max(1, file.size())));
    }

    /** The frames, and what was wrong behind them if anything was. */
    private static List<Object> read(Bytes file, int step) {
        BackupFrames frames = new BackupFrames();
        List<Object> read = new ArrayList<>();
        try {
            for (int at = 0; at < file.size(); at += step) {
                frames.add(file.slice(at, Math.min(file.size(), at + step)));
                for (Optional<Bytes> next = frames.next(); next.isPresent(); next = frames.next()) {
                    read.add(next.get());
                }
            }
        } catch (MalformedException refused) {
            read.add(refused.reason());
        }
        return read;
    }
}
