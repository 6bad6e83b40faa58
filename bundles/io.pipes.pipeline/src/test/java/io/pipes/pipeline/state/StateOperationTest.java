// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.state;

import static io.pipes.pipeline.state.Authors.anna;
import static io.pipes.pipeline.state.Authors.ben;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Content;
import io.pipes.api.state.ReplicatedMap;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class StateOperationTest {
    private static final List<Dot> SEEN = List.of(anna(7), ben(1));

    @Test
    void every_operation_reads_as_it_was_written() throws MalformedException {
        List<StateOperation> operations = List.of(
                new StateOperation.MapPut("colours", "sky", 17, SEEN, Content.text("blue")),
                new StateOperation.MapPut("colours", "sky", 0, List.of(), new Content("image/png", Bytes.hex("00ff"))),
                new StateOperation.MapRemove("colours", "sky", Long.MAX_VALUE, SEEN),
                new StateOperation.CounterAdd("visits", Long.MIN_VALUE),
                new StateOperation.SetAdd("tags", "größe"),
                new StateOperation.SetRemove("tags", "größe", SEEN));

        for (StateOperation operation : operations) {
            assertThat(StateOperation.decode(operation.encode())).isEqualTo(operation);
        }
    }

    @Test
    void another_version_is_refused() {
        refused(new CborWriter()
                .writeArray(4)
                .writeUnsigned(2)
                .writeUnsigned(4)
                .writeText("tags")
                .writeText("x"));
    }

    @Test
    void a_name_that_is_none_is_refused() {
        refused(new CborWriter()
                .writeArray(4)
                .writeUnsigned(1)
                .writeUnsigned(4)
                .writeText("No name")
                .writeText("x"));
    }

    @Test
    void a_key_is_neither_empty_nor_too_long() {
        refused(new StateOperation.SetAdd("tags", ""));
        refused(new StateOperation.SetAdd("tags", "x".repeat(ReplicatedMap.MAX_KEY_BYTES + 1)));
    }

    @Test
    void operations_are_named_in_order_and_once() {
        refused(new StateOperation.SetRemove("tags", "x", List.of(ben(1), anna(7))));
        refused(new StateOperation.SetRemove("tags", "x", List.of(anna(7), anna(7))));
    }

    @Test
    void a_value_has_an_end() {
        Content large = new Content("x/y", Bytes.wrap(new byte[ReplicatedMap.MAX_VALUE_BYTES + 1]));
        refused(new StateOperation.MapPut("colours", "sky", 0, List.of(), large));
    }

    @Test
    void what_does_not_fit_into_one_operation_is_cut_into_slices() {
        List<Dot> many =
                LongStream.rangeClosed(1, 2_500).mapToObj(Authors::anna).toList();

        List<List<Dot>> slices = StateOperation.slices(many);

        assertThat(slices).hasSize(3).allMatch(slice -> slice.size() <= StateOperation.MAX_REPLACED);
        assertThat(slices.stream().flatMap(List::stream)).containsExactlyElementsOf(many);
        assertThat(StateOperation.slices(List.of())).containsExactly(List.of());
    }

    private static void refused(StateOperation operation) {
        assertThatThrownBy(() -> StateOperation.decode(operation.encode())).isInstanceOf(MalformedException.class);
    }

    private static void refused(CborWriter written) {
        assertThatThrownBy(() -> StateOperation.decode(written.toBytes())).isInstanceOf(MalformedException.class);
    }
}
