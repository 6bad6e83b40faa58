// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pipes.api.network.Role;
import io.pipes.api.service.Access;
import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use a service, as people write it. */
class AccessTest {
    private static NodeId node(int number) {
        return NodeId.of(numbered(number));
    }

    private static IdentityId identity(int number) {
        return IdentityId.of(numbered(number));
    }

    private static Bytes numbered(int number) {
        byte[] bytes = new byte[NodeId.SIZE];
        bytes[0] = (byte) number;
        return Bytes.wrap(bytes);
    }

    private static List<NodeId> nodes(int count) {
        return IntStream.range(0, count).mapToObj(AccessTest::node).toList();
    }

    private static List<IdentityId> identities(int count) {
        return IntStream.range(0, count).mapToObj(AccessTest::identity).toList();
    }

    static Stream<Access> whatever() {
        return Stream.of(
                Access.EVERYBODY,
                Access.WRITERS,
                Access.NOBODY,
                new Access(Optional.empty(), nodes(1), List.of()),
                new Access(Optional.empty(), List.of(), identities(2)),
                new Access(Optional.of(Role.OWNER), nodes(32), identities(32)));
    }

    @ParameterizedTest
    @MethodSource("whatever")
    void what_is_written_reads_the_same(Access access) {
        assertThat(Access.parse(access.text())).isEqualTo(access);
    }

    @Test
    void it_is_written_role_first_and_read_in_any_order() {
        Access access = new Access(Optional.of(Role.READER), nodes(1), identities(1));
        String node = "node:" + node(0).text();
        String identity = "identity:" + identity(0).text();

        assertThat(access.text()).isEqualTo("reader," + node + "," + identity);
        assertThat(Access.parse(" " + identity + ", " + node + " ,reader, reader," + node))
                .isEqualTo(access);
        assertThat(Access.NOBODY).hasToString("nobody");
    }

    @Test
    void those_with_the_role_or_a_stronger_one_may_and_those_who_are_named() {
        Access access = new Access(Optional.of(Role.WRITER), List.of(node(1)), List.of(identity(2)));

        assertThat(access.allows(node(7), identity(7), Role.WRITER)).isTrue();
        assertThat(access.allows(node(7), identity(7), Role.OWNER)).isTrue();
        assertThat(access.allows(node(7), identity(7), Role.READER)).isFalse();
        assertThat(access.allows(node(1), identity(7), Role.READER)).isTrue();
        assertThat(access.allows(node(7), identity(2), Role.RELAY)).isTrue();
        assertThat(access.allows(node(2), identity(1), Role.RELAY)).isFalse();
        assertThat(Access.EVERYBODY.allows(node(7), identity(7), Role.RELAY)).isTrue();
        assertThat(Access.NOBODY.allows(node(7), identity(7), Role.OWNER)).isFalse();
    }

    static Stream<String> mistakes() {
        String id = node(1).text();
        return Stream.of(
                "",
                " ",
                ",",
                "writer,",
                "Writer",
                "writer;reader",
                "everyone",
                "nobody,writer",
                "writer,reader",
                "node:",
                "node:" + id.substring(1),
                "identity:" + id,
                "node:" + identity(1).text(),
                "nodes:" + id,
                id,
                "wri\nter",
                "\u001b[2J",
                "node:\u001b[2J",
                "w".repeat(Access.MAX_TEXT + 1));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_refused_with_a_sentence_that_does_not_repeat_it(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Access.parse(text))
                .withMessageEndingWith(".")
                .withMessageNotContaining("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"node:", "identity:"})
    void more_than_32_of_a_kind_are_refused(String prefix) {
        String text = nodes(33).stream()
                .map(node -> prefix + (prefix.equals("node:") ? node : IdentityId.of(node.bytes())).text())
                .collect(Collectors.joining(","));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Access.parse(text))
                .withMessageContaining("at most 32 nodes and 32 identities");
    }
}
