// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.node.Router;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoteTest {
    private static final String FOUR_BYTES_EACH = "\ud83d\ude80";

    @Test
    void what_is_said_is_read_as_it_was_meant() throws MalformedException {
        Note note = Note.of("at lunch, back at two", List.of("pipeline", "presence", "routing"));

        assertThat(Note.read(note.encode())).isEqualTo(note);
    }

    @Test
    void nothing_said_is_one_byte() throws MalformedException {
        assertThat(Note.EMPTY.encode().size()).isEqualTo(1);
        assertThat(Note.read(Note.EMPTY.encode())).isEqualTo(Note.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u4e2d", "\u00e9"})
    void the_longest_status_and_a_few_names_fit_into_a_note(String character) throws MalformedException {
        String longest = character.repeat(140);
        assertThat(Note.isStatus(longest)).isTrue();
        assertThat(Note.isStatus(longest + character)).isFalse();

        Note note = Note.of(longest, List.of("pipeline", "presence", "routing"));

        assertThat(note.capabilities()).hasSize(3);
        assertThat(note.encode().size()).isLessThanOrEqualTo(Router.MAX_NOTE_BYTES);
        assertThat(Note.read(note.encode())).isEqualTo(note);
    }

    @Test
    void emoji_count_as_one_character_each_and_are_limited_by_their_bytes() {
        assertThat(Note.isStatus(FOUR_BYTES_EACH.repeat(105))).isTrue();
        assertThat(Note.isStatus(FOUR_BYTES_EACH.repeat(106))).isFalse();
    }

    @Test
    void names_that_do_not_fit_are_left_out() throws MalformedException {
        List<String> many = IntStream.range(10, 99)
                .mapToObj(i -> "feature-with-a-long-name-" + i)
                .toList();

        Note note = Note.of("\u4e2d".repeat(140), many);

        assertThat(note.capabilities()).isNotEmpty().isSubsetOf(many);
        assertThat(note.encode().size()).isLessThanOrEqualTo(Router.MAX_NOTE_BYTES);
        assertThat(Note.read(Note.of("", many).encode()).capabilities()).hasSizeLessThanOrEqualTo(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "\u001b[2Jgone", "turned \u202e around", "\u2028", "half \ud83d"})
    void what_would_command_a_terminal_is_no_status(String text) {
        assertThat(Note.isStatus(text)).isFalse();
    }

    @Test
    void a_status_that_cannot_be_printed_is_refused_when_it_is_read() {
        assertRefused(new CborWriter()
                .writeMap(1)
                .writeUnsigned(1)
                .writeText("\u001b[2J")
                .toBytes());
    }

    @Test
    void a_status_that_is_too_long_is_refused_when_it_is_read() {
        assertRefused(new CborWriter()
                .writeMap(1)
                .writeUnsigned(1)
                .writeText("x".repeat(141))
                .toBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "with blank", "name-that-is-longer-than-any-name-may-be"})
    void a_capability_that_is_no_name_is_refused(String name) {
        assertRefused(new CborWriter()
                .writeMap(1)
                .writeUnsigned(2)
                .writeArray(1)
                .writeText(name)
                .toBytes());
    }

    @Test
    void capabilities_that_are_out_of_order_or_repeated_are_refused() {
        assertRefused(capabilities("b", "a"));
        assertRefused(capabilities("a", "a"));
    }

    @Test
    void what_a_newer_version_adds_is_passed_over() throws MalformedException {
        Bytes newer = new CborWriter()
                .writeMap(2)
                .writeUnsigned(1)
                .writeText("here")
                .writeUnsigned(7)
                .writeArray(1)
                .writeText("mood")
                .toBytes();

        assertThat(Note.read(newer)).isEqualTo(new Note("here", List.of()));
    }

    @Test
    void a_note_longer_than_a_router_takes_is_refused_unread() {
        assertRefused(Bytes.wrap(new byte[Router.MAX_NOTE_BYTES + 1]));
    }

    private static Bytes capabilities(String... names) {
        CborWriter out = new CborWriter().writeMap(1).writeUnsigned(2).writeArray(names.length);
        List.of(names).forEach(out::writeText);
        return out.toBytes();
    }

    private static void assertRefused(Bytes bytes) {
        assertThatThrownBy(() -> Note.read(bytes)).isInstanceOf(MalformedException.class);
    }
}
