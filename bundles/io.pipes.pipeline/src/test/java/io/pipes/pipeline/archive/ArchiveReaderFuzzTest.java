// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.testkit.crypto.SimulatedSuite;
import java.util.Optional;

class ArchiveReaderFuzzTest {
    /** Bytes come in two pieces, cut where the first of them says. */
    @FuzzTest(maxDuration = "20s")
    void whatever_a_file_holds_it_is_refused_or_written_the_same_way_again(byte[] bytes) {
        Bytes file = Bytes.copyOf(bytes);
        int cut = file.isEmpty() ? 0 : Math.min(file.at(0) & 0xff, file.size());
        ArchiveReader reader = new ArchiveReader(new SimulatedSuite());
        ArchiveWriter writer = new ArchiveWriter(new SimulatedSuite());
        int written = 0;
        try {
            for (Bytes piece : new Bytes[] {file.slice(0, cut), file.slice(cut, file.size())}) {
                reader.add(piece);
                for (Optional<ArchivePart> part = reader.next(); part.isPresent(); part = reader.next()) {
                    Bytes again = writer.write(part.get());
                    assertThat(file.slice(written, written + again.size())).isEqualTo(again);
                    written += again.size();
                }
            }
            reader.end();
            assertThat(written).isEqualTo(file.size());
        } catch (MalformedException refused) {
            assertThat(refused.reason()).isNotBlank();
        }
    }
}
