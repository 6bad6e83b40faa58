// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.node.Router;
import io.pipes.testkit.time.SeededRandomness;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdvertTest {
    private static final CryptoSuite SUITE = new Pipes1Suite();
    private static final SigningKey KEY = SUITE.newSigningKey(new SeededRandomness(1));
    private static final NetworkId NETWORK = NetworkId.of(SUITE.hash(Bytes.utf8("network")));
    private static final NodeId AUTHOR = node(1_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 128, 512})
    void what_is_written_is_read_again_and_verifies(int neighbours) throws MalformedException {
        Advert advert = advert(7, neighbours, Bytes.utf8("note"));

        Advert read = Advert.decode(advert.encode());

        assertThat(read).isEqualTo(advert);
        assertThat(read.isSignedBy(SUITE, NETWORK, KEY.publicKey())).isTrue();
        assertThat(advert.encode().size()).isLessThanOrEqualTo(Advert.MAX_BYTES);
        assertThat(advert.encodedBytes()).isGreaterThanOrEqualTo(advert.encode().size());
    }

    @Test
    void ten_neighbours_take_about_three_hundred_bytes() {
        assertThat(advert(1_000_000, 10, Bytes.EMPTY).encode().size()).isLessThanOrEqualTo(300);
    }

    @Test
    void the_largest_one_fits() throws MalformedException {
        Advert largest = advert(Advert.MAX_NUMBER, Neighbours.MAX, Bytes.wrap(new byte[Router.MAX_NOTE_BYTES]));

        assertThat(Advert.decode(largest.encode())).isEqualTo(largest);
    }

    @Test
    void it_counts_in_its_network_only() {
        NetworkId other = NetworkId.of(SUITE.hash(Bytes.utf8("another network")));

        assertThat(advert(1, 3, Bytes.EMPTY).isSignedBy(SUITE, other, KEY.publicKey()))
                .isFalse();
    }

    @Test
    void a_changed_one_does_not_verify() {
        Advert advert = advert(1, 3, Bytes.EMPTY);
        UnaryOperator<Bytes> signerOfTheFirst = message -> KEY.sign(Label.LINK_STATE, advert.signed(NETWORK));
        Advert changed =
                Advert.sign(NETWORK, AUTHOR, 2, advert.relays(), advert.neighbours(), advert.note(), signerOfTheFirst);

        assertThat(changed.isSignedBy(SUITE, NETWORK, KEY.publicKey())).isFalse();
    }

    @Test
    void what_nobody_would_write_is_refused() {
        byte[] two = advert(1, 2, Bytes.EMPTY).neighbours().packed().toArray();
        byte[] unsorted = new byte[34];
        System.arraycopy(two, 17, unsorted, 0, 17);
        System.arraycopy(two, 0, unsorted, 17, 17);
        byte[] twice = new byte[34];
        System.arraycopy(two, 0, twice, 0, 17);
        System.arraycopy(two, 0, twice, 17, 17);
        byte[] delay = two.clone();
        delay[16] = Delay.CLASSES;
        byte[] itself = new byte[17];
        System.arraycopy(AUTHOR.bytes().toArray(), 0, itself, 0, 16);

        refused(body(1, AUTHOR, 1, unsorted, 0), "neighbours are not in order");
        refused(body(1, AUTHOR, 1, twice, 0), "neighbours are not in order");
        refused(body(1, AUTHOR, 1, delay, 0), "no such class of delays");
        refused(body(1, AUTHOR, 1, itself, 0), "a node is no neighbour of its own");
        refused(body(1, AUTHOR, 1, new byte[16], 0), "neighbours have a wrong length");
        refused(body(1, AUTHOR, 1, new byte[513 * 17], 0), "string is not of an allowed length");
        refused(body(1, AUTHOR, 1, new byte[0], 513), "string is not of an allowed length");
        refused(body(1, AUTHOR, 0, new byte[0], 0), "integer is out of range");
        refused(body(1, AUTHOR, Long.MAX_VALUE, new byte[0], 0), "integer is out of range");
        refused(body(2, AUTHOR, 1, new byte[0], 0), "integer is out of range");
    }

    private static void refused(Bytes body, String why) {
        Bytes encoded = new CborWriter()
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(new byte[64])
                .toBytes();
        assertThatThrownBy(() -> Advert.decode(encoded))
                .isInstanceOf(MalformedException.class)
                .hasMessage(why);
    }

    private static Bytes body(int format, NodeId author, long number, byte[] neighbours, int note) {
        return new CborWriter()
                .writeArray(6)
                .writeUnsigned(format)
                .writeBytes(author.bytes())
                .writeUnsigned(number)
                .writeBool(true)
                .writeBytes(neighbours)
                .writeBytes(new byte[note])
                .toBytes();
    }

    private static Advert advert(long number, int neighbours, Bytes note) {
        TreeMap<Prefix, Integer> delays = new TreeMap<>();
        for (int i = 0; i < neighbours; i++) {
            delays.put(Prefix.of(node(i)), i % Delay.CLASSES);
        }
        return Advert.sign(
                NETWORK,
                AUTHOR,
                number,
                true,
                Neighbours.of(delays),
                note,
                message -> KEY.sign(Label.LINK_STATE, message));
    }

    private static NodeId node(int number) {
        return NodeId.of(SUITE.hash(Bytes.utf8("node " + number)));
    }
}
