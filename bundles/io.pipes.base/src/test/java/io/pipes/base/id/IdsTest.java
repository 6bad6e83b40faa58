// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdsTest {
    interface Reader {
        Id read(CborReader in) throws MalformedException;
    }

    record Kind(String name, int size, Function<Bytes, Id> of, Function<String, Id> parse, Reader reader) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("node", 32, NodeId::of, NodeId::parse, NodeId::read),
                new Kind("network", 32, NetworkId::of, NetworkId::parse, NetworkId::read),
                new Kind("identity", 32, IdentityId::of, IdentityId::parse, IdentityId::read),
                new Kind("operation", 32, OperationId::of, OperationId::parse, OperationId::read),
                new Kind("packet", 32, PacketId::of, PacketId::parse, PacketId::read),
                new Kind("epoch", 32, EpochId::of, EpochId::parse, EpochId::read),
                new Kind("pipeline", 32, PipelineId::of, PipelineId::parse, PipelineId::read),
                new Kind("message", 16, MessageId::of, MessageId::parse, MessageId::read),
                new Kind("invitation", 16, InvitationId::of, InvitationId::parse, InvitationId::read));
    }

    @Test
    void every_kind_of_id_is_tested_here() {
        assertThat(Arrays.stream(Id.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(kinds().map(kind ->
                                kind.of.apply(filled(kind.size, 0)).getClass().getSimpleName())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void its_text_is_read_back(Kind kind) {
        Id id = kind.of.apply(filled(kind.size, 0x5a));
        assertThat(kind.parse.apply(id.text())).isEqualTo(id).hasSameHashCodeAs(id);
        assertThat(id.kind()).isEqualTo(kind.name);
        assertThat(id).hasToString(id.text().substring(0, 10));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void only_the_right_number_of_bytes_makes_one(Kind kind) {
        for (int size : new int[] {0, kind.size - 1, kind.size + 1, 64}) {
            assertThatThrownBy(() -> kind.of.apply(filled(size, 1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void from_a_peer_the_wrong_number_of_bytes_is_malformed(Kind kind) throws Exception {
        for (int size : new int[] {0, kind.size - 1, kind.size + 1, 64}) {
            byte[] encoded = new CborWriter().writeBytes(filled(size, 1)).toByteArray();
            assertThatThrownBy(() -> kind.reader.read(new CborReader(encoded))).isInstanceOf(MalformedException.class);
        }
        Id id = kind.of.apply(filled(kind.size, 7));
        assertThat(kind.reader.read(
                        new CborReader(new CborWriter().writeBytes(id.bytes()).toByteArray())))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void the_text_of_one_kind_does_not_pass_for_another(Kind kind) {
        String text = kind.of.apply(filled(kind.size, 3)).text();
        kinds().filter(other -> !other.equals(kind) && !other.name.equals(kind.name))
                .forEach(other ->
                        assertThatThrownBy(() -> other.parse.apply(text)).isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void ids_are_ordered_by_their_unsigned_bytes() {
        assertThat(NodeId.of(filled(32, 0x80))).isGreaterThan(NodeId.of(filled(32, 0x7f)));
    }

    @Test
    void a_beginning_stands_for_the_whole_however_it_is_written() {
        NodeId id = NodeId.of(filled(32, 0xa5));
        assertThat(id.hasPrefix(id.text())).isTrue();
        assertThat(id.hasPrefix(id.text().substring(0, 4).toUpperCase())).isTrue();
        assertThat(id.hasPrefix("")).isTrue();
        assertThat(id.hasPrefix("zz")).isFalse();
        assertThatThrownBy(() -> id.hasPrefix("!")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Bytes filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }
}
