// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.crypto.Pipes1Suite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the script in {@code docs/specs/scripts} made without this code means here what it means there. */
class RoutingVectorsTest {
    private static final Pipes1Suite SUITE = new Pipes1Suite();

    @Test
    void an_advert_made_by_another_program_is_read_verified_and_described_alike()
            throws IOException, MalformedException {
        JsonNode vector = read();
        Advert advert = Advert.decode(bytes(vector, "advert"));

        assertThat(advert.isSignedBy(SUITE, NetworkId.of(bytes(vector, "network")), bytes(vector, "signingKey")))
                .isTrue();
        assertThat(advert.author().bytes()).isEqualTo(bytes(vector, "author"));
        assertThat(advert.number()).isEqualTo(vector.get("number").asLong());
        assertThat(advert.note()).isEqualTo(bytes(vector, "note"));
        assertThat(advert.neighbours().count()).isEqualTo(3);
        assertThat(advert.encode()).isEqualTo(bytes(vector, "advert"));
        assertThat(new RouteMessage.Fresh(List.of(advert)).encode()).isEqualTo(bytes(vector, "message"));
    }

    @Test
    void the_hashes_are_those_of_the_other_program() throws IOException, MalformedException {
        JsonNode vector = read();
        Adverts adverts = new Adverts(SUITE);
        Known known = Known.of(SUITE, Advert.decode(bytes(vector, "advert")));
        adverts.put(known);
        ByteBuffer entry = ByteBuffer.allocate(RouteMessage.Entry.BYTES);
        RouteMessage.Entry.of(known).writeTo(entry);
        Bytes summary = adverts.summary(bytes(vector, "salt"));
        int bucket = vector.get("bucket").asInt();

        assertThat(Bytes.wrap(entry.array())).isEqualTo(bytes(vector, "entry"));
        assertThat(adverts.root()).isEqualTo(bytes(vector, "root"));
        assertThat(summary.slice(8 * bucket, 8 * bucket + 8)).isEqualTo(bytes(vector, "bucketHash"));
        int other = (bucket + 1) % Adverts.BUCKETS;
        assertThat(summary.slice(8 * other, 8 * other + 8)).isEqualTo(bytes(vector, "emptyBucketHash"));
    }

    private static Bytes bytes(JsonNode vector, String name) {
        return Bytes.hex(vector.get(name).asText());
    }

    private static JsonNode read() throws IOException {
        try (InputStream in = RoutingVectorsTest.class.getResourceAsStream("/spec-vectors/routing.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
