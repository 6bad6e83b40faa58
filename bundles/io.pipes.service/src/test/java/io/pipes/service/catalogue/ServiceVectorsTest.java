// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.api.service.ServiceKind;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the script in {@code docs/specs/scripts} made without this code means here what it means there, and is written alike. */
class ServiceVectorsTest {
    private static final Pipes1Suite SUITE = new Pipes1Suite();
    private static final SortedMap<String, String> NOTHING = new TreeMap<>();

    private static JsonNode vectors;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = ServiceVectorsTest.class.getResourceAsStream("/spec-vectors/service.json")) {
            vectors = new ObjectMapper().readTree(in);
        }
    }

    private static Service stream(String name, Access access) {
        return new Service(name, ServiceKind.STREAM.code(), NOTHING, access);
    }

    /** Byte for byte what version 0.1 said before a service could say who may use it. */
    @Test
    void what_is_called_is_announced_as_it_has_always_been() throws MalformedException {
        check(
                "called",
                Service.called("time", NOTHING),
                Service.called("weather", new TreeMap<>(Map.of("place", "here", "unit", "mm"))));
    }

    @Test
    void who_may_use_what_is_said_alike() throws MalformedException {
        Access friends = new Access(
                Optional.of(Role.WRITER),
                all("nodes").map(NodeId::of).toList(),
                all("identities").map(IdentityId::of).toList());
        check(
                "guarded",
                new Service("dns", ServiceKind.DATAGRAMS.code(), NOTHING, Access.atLeast(Role.READER)),
                new Service("files", ServiceKind.STREAM.code(), new TreeMap<>(Map.of("to", "a shelf")), friends),
                stream("nobody", Access.NOBODY),
                Service.called("weather", NOTHING),
                stream("web", Access.EVERYBODY));
    }

    private static Stream<Bytes> all(String ids) {
        return StreamSupport.stream(vectors.get(ids).spliterator(), false).map(id -> Bytes.hex(id.asText()));
    }

    private static void check(String name, Service... services) throws MalformedException {
        Bytes encoded = bytes(vectors.get(name), "announcement");
        Announcement read = readRightly(name);
        Announcement made = Announcement.make(
                SUITE,
                network(),
                NodeId.of(bytes(vectors, "author")),
                vectors.get(name).get("number").asLong(),
                List.of(services),
                message -> signature(encoded));

        assertThat(read.services()).containsExactly(services);
        assertThat(made.encode()).isEqualTo(encoded);
    }

    /** Reads one and checks what is said of all of them. */
    private static Announcement readRightly(String name) throws MalformedException {
        JsonNode vector = vectors.get(name);
        Announcement read = Announcement.read(SUITE, bytes(vector, "announcement"));
        ByteBuffer version = ByteBuffer.allocate(Version.BYTES);
        read.version().writeTo(version);

        assertThat(read.isSignedBy(SUITE, network(), bytes(vectors, "signingKey")))
                .isTrue();
        assertThat(Bytes.wrap(version.array())).isEqualTo(bytes(vector, "version"));
        assertThat(read.encode()).isEqualTo(bytes(vector, "announcement"));
        return read;
    }

    /** It is passed on byte for byte, whatever of it is understood. */
    @Test
    void kinds_and_rules_of_newer_versions_are_kept_and_not_understood() throws MalformedException {
        assertThat(readRightly("newer").services()).singleElement().satisfies(service -> {
            assertThat(service.name()).isEqualTo("later");
            assertThat(service.kind()).isEmpty();
            assertThat(service.isCalled("later")).isFalse();
            assertThat(service.access()).isEqualTo(Access.NOBODY);
        });
    }

    private static NetworkId network() {
        return NetworkId.of(bytes(vectors, "network"));
    }

    private static Bytes signature(Bytes announcement) {
        try {
            CborReader in = new CborReader(announcement);
            in.readArrayExactly(2);
            in.readBytes(announcement.size());
            return in.readBytes(announcement.size());
        } catch (MalformedException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Bytes bytes(JsonNode vector, String name) {
        return Bytes.hex(vector.get(name).asText());
    }
}
