// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.crypto.Pipes1Suite;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** What the script in {@code docs/specs/scripts} made without this code means here what it means there. */
class PacketVectorsTest {
    private static final Pipes1Suite SUITE = new Pipes1Suite();

    @Test
    void a_packet_made_by_another_program_has_the_same_parts_id_and_stub_here() throws IOException, MalformedException {
        JsonNode vectors = read();
        assertThat(vectors).isNotEmpty();
        for (JsonNode vector : vectors) {
            Packet packet = Packet.decode(SUITE, bytes(vector, "packet"));

            assertThat(packet.header().encode()).isEqualTo(bytes(vector, "header"));
            assertThat(packet.header().commitment()).isEqualTo(bytes(vector, "commitment"));
            assertThat(packet.ciphertext()).isEqualTo(bytes(vector, "ciphertext"));
            assertThat(packet.id().bytes()).isEqualTo(bytes(vector, "id"));
            assertThat(packet.stub(SUITE).encoded()).isEqualTo(bytes(vector, "stub"));
            assertThat(Packet.decodeOrStub(SUITE, bytes(vector, "stub")).id()).isEqualTo(packet.id());
        }
    }

    private static Bytes bytes(JsonNode vector, String name) {
        return Bytes.hex(vector.get(name).asText());
    }

    private static JsonNode read() throws IOException {
        try (InputStream in = PacketVectorsTest.class.getResourceAsStream("/spec-vectors/packet.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
