// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.service.Access;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFormTest {
    private static Access read(Consumer<CborWriter> written) throws MalformedException {
        CborWriter out = new CborWriter();
        written.accept(out);
        CborReader in = new CborReader(out.toBytes());
        Access access = AccessForm.read(in);
        in.end();
        return access;
    }

    private static void assertRefused(Consumer<CborWriter> written) {
        assertThatThrownBy(() -> read(written)).isInstanceOf(MalformedException.class);
    }

    /** Ids that begin with these bytes. */
    private static void list(CborWriter out, int key, int... firsts) {
        out.writeMap(1).writeUnsigned(key).writeArray(firsts.length);
        for (int first : firsts) {
            byte[] id = new byte[32];
            id[0] = (byte) first;
            out.writeBytes(id);
        }
    }

    private static int[] upTo(int count) {
        return IntStream.range(0, count).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void ids_are_in_order_each_once_and_32_at_most(int key) throws MalformedException {
        Access most = read(out -> list(out, key, upTo(32)));
        assertThat(most.nodes().size() + most.identities().size()).isEqualTo(32);

        assertRefused(out -> list(out, key, upTo(33)));
        assertRefused(out -> list(out, key, 2, 1));
        assertRefused(out -> list(out, key, 1, 1));
        assertRefused(out -> out.writeMap(1).writeUnsigned(key).writeArray(1).writeBytes(new byte[31]));
    }

    @Test
    void what_is_no_map_of_numbers_is_refused() {
        assertRefused(out -> out.writeUnsigned(2));
        assertRefused(out -> out.writeMap(1).writeText("role").writeUnsigned(2));
        assertRefused(out -> out.writeMap(1).writeUnsigned(1).writeText("writer"));
        assertRefused(out -> out.writeMap(1).writeUnsigned(1).writeUnsigned(256));
        assertRefused(out -> {
            out.writeMap(17);
            for (int key = 10; key < 27; key++) {
                out.writeUnsigned(key).writeUnsigned(0);
            }
        });
    }
}
