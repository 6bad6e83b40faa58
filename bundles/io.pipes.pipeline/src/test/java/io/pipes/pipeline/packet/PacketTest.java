// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.message.Content;
import io.pipes.api.message.ContentSource;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.EpochId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.PacketKey;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.testkit.time.SeededRandomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final PacketPlace LIVE = new PacketPlace(PacketType.LIVE, 1, Bytes.wrap(new byte[8]));
    private static final PacketPlace PERSISTENT = new PacketPlace(PacketType.PERSISTENT, 1, Bytes.wrap(new byte[32]));

    private final CryptoSuite suite = new Pipes1Suite();
    private final SeededRandomness randomness = new SeededRandomness(7);
    private final SigningKey author = suite.newSigningKey(randomness);
    private final Secret epoch = Secret.random(randomness, 32);
    private final NodeId node = NodeId.of(Bytes.wrap(randomness.bytes(32)));
    private final Bytes salt = Bytes.wrap(randomness.bytes(32));

    @Test
    void a_packet_is_read_back_as_it_was_sealed() throws MalformedException {
        Packet sealed = seal("hello", "there");

        Packet read = Packet.decode(suite, sealed.encoded());

        assertThat(read).isEqualTo(sealed);
        assertThat(read.signedBy(suite, author.publicKey())).isTrue();
        PacketKey key = suite.packetKey(epoch, node.bytes(), salt);
        assertThat(MessageBatch.decode(key.open(read.header().encode(), read.ciphertext())))
                .extracting(item -> item.content().bytes())
                .containsExactly(Bytes.utf8("hello"), Bytes.utf8("there"));
    }

    @Test
    void no_byte_can_be_changed_unnoticed() {
        byte[] encoded = seal("hello").encoded().toArray();
        for (int at = 0; at < encoded.length; at++) {
            byte[] changed = encoded.clone();
            changed[at] ^= 1;
            assertThat(isAccepted(Bytes.wrap(changed))).as("byte " + at).isFalse();
        }
    }

    @Test
    void a_packet_ends_where_it_ends() {
        Bytes encoded = seal("hello").encoded();

        assertThatThrownBy(() -> Packet.decode(suite, encoded.slice(0, encoded.size() - 1)))
                .isInstanceOf(MalformedException.class);
        byte[] longer = new byte[encoded.size() + 1];
        encoded.copyTo(longer, 0);
        assertThatThrownBy(() -> Packet.decode(suite, Bytes.wrap(longer))).isInstanceOf(MalformedException.class);
    }

    @Test
    void a_stub_proves_what_the_packet_was_without_its_content() throws MalformedException {
        Packet whole = sealed(PERSISTENT, "x".repeat(5_000));

        Packet stub = Packet.decodeOrStub(suite, whole.stub(suite).encoded());

        assertThat(stub.isStub()).isTrue();
        assertThat(stub.id()).isEqualTo(whole.id());
        assertThat(stub.header()).isEqualTo(whole.header());
        assertThat(stub.signedBy(suite, author.publicKey())).isTrue();
        assertThat(stub.encoded().size()).isLessThan(500);
        assertThat(stub.stub(suite)).isSameAs(stub);
        assertThat(Packet.decodeOrStub(suite, whole.encoded())).isEqualTo(whole);
    }

    @Test
    void a_stub_is_no_packet_for_who_needs_its_content_and_never_of_a_live_one() {
        Bytes stub = sealed(PERSISTENT, "hello").stub(suite).encoded();
        Bytes live = seal("hello").stub(suite).encoded();

        assertThatThrownBy(() -> Packet.decode(suite, stub)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Packet.decodeOrStub(suite, live)).isInstanceOf(MalformedException.class);
    }

    @Test
    void no_byte_of_a_stub_can_be_changed_unnoticed() {
        byte[] encoded = sealed(PERSISTENT, "hello").stub(suite).encoded().toArray();
        for (int at = 0; at < encoded.length; at++) {
            byte[] changed = encoded.clone();
            changed[at] ^= 1;
            assertThat(isAccepted(Bytes.wrap(changed))).as("byte " + at).isFalse();
        }
    }

    @Test
    void a_full_batch_of_messages_can_be_read_back() throws MalformedException {
        List<MessageBatch.Item> items = new ArrayList<>();
        for (int i = 0; i < MessageBatch.MAX_MESSAGES; i++) {
            items.add(new MessageBatch.Item(i, new Content("application/x-" + i, Bytes.utf8("" + i))));
        }

        assertThat(MessageBatch.decode(MessageBatch.encode(items))).isEqualTo(items);
    }

    @Test
    void a_full_batch_with_as_many_blobs_as_share_a_packet_can_be_read_back() throws MalformedException {
        List<MessageBatch.Item> items = new ArrayList<>();
        int weight = 0;
        for (int i = 0; i < MessageBatch.MAX_MESSAGES; i++) {
            MessageBatch.Item blob = blob(ContentSource.MAX_BYTES);
            boolean room = weight + blob.weight() <= MessageBatch.FULL_BYTES;
            items.add(room ? blob : new MessageBatch.Item(i, Content.text("")));
            weight += room ? blob.weight() : 0;
        }
        assertThat(items).filteredOn(item -> item.blob().isPresent()).hasSize(16);

        assertThat(MessageBatch.decode(MessageBatch.encode(items))).isEqualTo(items);
    }

    @Test
    void a_message_with_a_key_is_read_back_and_is_alone_in_its_packet() throws MalformedException {
        MessageBatch.Item keyed = new MessageBatch.Item(1, Content.text("21.5").withKey("kitchen"));
        MessageBatch.Item other = new MessageBatch.Item(1, Content.text("hello"));

        assertThat(MessageBatch.decode(MessageBatch.encode(List.of(keyed)))).containsExactly(keyed);
        for (List<MessageBatch.Item> shared : List.of(List.of(keyed, other), List.of(other, keyed))) {
            Bytes encoded = MessageBatch.encode(shared);
            assertThatThrownBy(() -> MessageBatch.decode(encoded)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void a_key_has_1_to_256_bytes_for_who_publishes_and_for_who_reads() throws MalformedException {
        for (String good : List.of("k", "k".repeat(256), "\u00fc".repeat(128))) {
            Content content = Content.text("").withKey(good);
            ContentRules.check(content);
            assertThat(MessageBatch.decode(MessageBatch.encode(List.of(new MessageBatch.Item(1, content)))))
                    .hasSize(1);
        }
        for (String bad : List.of("", "k".repeat(257), "\u00fc".repeat(129))) {
            Content content = Content.text("").withKey(bad);
            Bytes encoded = MessageBatch.encode(List.of(new MessageBatch.Item(1, content)));
            assertThatThrownBy(() -> ContentRules.check(content)).hasMessageContaining("256");
            assertThatThrownBy(() -> MessageBatch.decode(encoded)).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> ContentRules.check(Content.text("").withKey("\ud800")))
                .hasMessageContaining("half characters");
        assertThatThrownBy(() -> ContentRules.checkWithoutKey(Content.text("").withKey("k")))
                .hasMessageContaining("key");
    }

    @Test
    void a_reference_is_to_content_that_is_too_long_for_a_packet() throws MalformedException {
        List<MessageBatch.Item> shortest = List.of(blob(Content.MAX_BYTES + 1));
        assertThat(MessageBatch.decode(MessageBatch.encode(shortest))).isEqualTo(shortest);

        for (long size : new long[] {0, Content.MAX_BYTES, ContentSource.MAX_BYTES + 1, Long.MAX_VALUE}) {
            Bytes encoded = MessageBatch.encode(List.of(blob(size)));
            assertThatThrownBy(() -> MessageBatch.decode(encoded)).isInstanceOf(MalformedException.class);
        }
    }

    private MessageBatch.Item blob(long size) {
        BlobReference reference =
                new BlobReference(Bytes.wrap(randomness.bytes(32)), size, Secret.random(randomness, 32));
        return new MessageBatch.Item(1, new Content("image/png", Bytes.EMPTY), Optional.of(reference));
    }

    private boolean isAccepted(Bytes encoded) {
        try {
            return Packet.decodeOrStub(suite, encoded).signedBy(suite, author.publicKey());
        } catch (MalformedException refused) {
            return false;
        }
    }

    private Packet seal(String... texts) {
        return sealed(LIVE, texts);
    }

    private Packet sealed(PacketPlace place, String... texts) {
        PacketKey key = suite.packetKey(epoch, node.bytes(), salt);
        Bytes zeros = Bytes.wrap(new byte[32]);
        PacketHeader header = new PacketHeader(
                NetworkId.of(zeros),
                zeros.slice(0, 16),
                EpochId.of(zeros),
                node,
                place,
                12_345,
                salt,
                key.commitment(),
                zeros);
        List<MessageBatch.Item> items = List.of(texts).stream()
                .map(text -> new MessageBatch.Item(1, Content.text(text)))
                .toList();
        return Packet.seal(suite, header, key.seal(header.encode(), MessageBatch.encode(items)), author::sign);
    }
}
