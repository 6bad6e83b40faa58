// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.forward.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.spi.socket.Endpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
    private static final NodeId NODE = NodeId.of(Bytes.wrap(new byte[32]));

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "[::1]:53", "unix:/run/app.sock"})
    void what_is_kept_is_read_again(String where) throws MalformedException {
        Access access = new Access(Optional.of(Role.READER), List.of(NODE), List.of());
        PublishedRecord published = new PublishedRecord("web", Endpoint.parse(where), access);
        ForwardRecord forwarded = new ForwardRecord(7, Endpoint.parse(where), NODE, "web");

        assertThat(PublishedRecord.read(published.encode())).isEqualTo(published);
        assertThat(ForwardRecord.read(forwarded.encode())).isEqualTo(forwarded);
    }

    @Test
    void what_a_newer_version_wrote_or_a_disk_has_changed_is_refused() {
        Bytes newer = new CborWriter()
                .writeArray(4)
                .writeUnsigned(2)
                .writeText("web")
                .writeText("localhost:1")
                .writeText("writer")
                .toBytes();
        Bytes nowhere = new CborWriter()
                .writeArray(4)
                .writeUnsigned(1)
                .writeText("web")
                .writeText("no endpoint")
                .writeText("writer")
                .toBytes();

        for (Bytes wrong : List.of(newer, nowhere, Bytes.EMPTY)) {
            assertThatThrownBy(() -> PublishedRecord.read(wrong)).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> ForwardRecord.read(wrong)).isInstanceOf(MalformedException.class);
        }
    }
}
