// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.crypto.Pipes1Suite;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.testkit.time.SeededRandomness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class BackupFileTest {
    private static final CryptoSuite SUITE = new Pipes1Suite();
    private static final SeededRandomness RANDOMNESS = new SeededRandomness(1);
    private static final Secret PASSPHRASE = Secret.copyOf("correct horse".getBytes(StandardCharsets.UTF_8));
    private static final Bytes KEY = Bytes.utf8("a key that nobody may find here!");
    private static final List<BackupPart> PARTS = List.of(
            new BackupPart.Identity("identity.x", KEY),
            new BackupPart.Node(
                    NetworkId.of(id(1)),
                    IdentityId.of(id(2)),
                    KEY,
                    KEY,
                    KEY,
                    List.of(new BackupPart.Box(NodeId.of(id(3)), KEY), new BackupPart.Box(NodeId.of(id(4)), KEY))),
            new BackupPart.Changes(List.of(
                    Change.put("kernel/node", Bytes.utf8("profile"), Bytes.utf8("known plaintext")),
                    Change.remove("kernel/node", Bytes.utf8("profile")),
                    Change.put("pipeline/state/00", Bytes.utf8("large"), Bytes.wrap(new byte[1 << 20])))),
            new BackupPart.Blob(new BlobManifest(5, BlobManifest.hash(SUITE, Bytes.utf8("chunk")))),
            new BackupPart.Chunk(Bytes.utf8("chunk")),
            new BackupPart.Setting("io.pipes.pipeline.cfg", Bytes.utf8("holders = 3")),
            new BackupPart.End(1));

    private final Bytes file = write();

    @Test
    void what_was_written_is_read_again_however_the_bytes_are_cut() throws Exception {
        for (int step : new int[] {1_009, 70_001, file.size()}) {
            assertThat(read(file, PASSPHRASE, step)).isEqualTo(PARTS);
        }
    }

    @Test
    void nothing_of_it_can_be_seen() {
        assertThat(contains(Bytes.wrap(file.toArray()), Bytes.utf8("pipes-backup/1")))
                .isTrue();
        for (Bytes secret :
                List.of(KEY, Bytes.utf8("known plaintext"), Bytes.utf8("holders"), Bytes.utf8("kernel/node"))) {
            assertThat(contains(file, secret)).as(secret.toString()).isFalse();
            assertThat(contains(PARTS.stream().map(BackupPart::encode).reduce(Bytes.EMPTY, BackupFrames::join), secret))
                    .as("it is looked for in the right way")
                    .isTrue();
        }
        assertThat(PARTS.toString()).doesNotContain(KEY.hex());
    }

    @Test
    void another_passphrase_opens_nothing() {
        try (Secret wrong = Secret.copyOf("correct hors".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> read(file, wrong, file.size()))
                    .isInstanceOfSatisfying(
                            KeystoreException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(KeystoreException.Reason.LOCKED));
        }
    }

    @Test
    void a_changed_byte_anywhere_is_noticed() {
        Stream.iterate(0, at -> at < file.size(), at -> at < 600 ? at + 101 : at + 299_993)
                .forEach(at -> {
                    byte[] changed = file.toArray();
                    changed[at] ^= 4;
                    assertThatThrownBy(() -> read(Bytes.wrap(changed), PASSPHRASE, changed.length))
                            .as("byte %d", at)
                            .isInstanceOfAny(MalformedException.class, KeystoreException.class, Incomplete.class);
                });
    }

    @Test
    void parts_cannot_be_moved_left_out_or_brought_from_another_file() {
        List<Bytes> frames = frames(file);
        List<Bytes> others = frames(write());
        List<Bytes> swapped = new ArrayList<>(frames);
        swapped.set(1, frames.get(2));
        swapped.set(2, frames.get(1));
        List<Bytes> shortened = new ArrayList<>(frames);
        shortened.remove(3);
        List<Bytes> foreign = new ArrayList<>(frames);
        foreign.set(4, others.get(4));

        for (List<Bytes> bad : List.of(swapped, shortened, foreign)) {
            assertThatThrownBy(() -> read(whole(bad), PASSPHRASE, file.size())).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void lengths_are_looked_at_before_anything_is_put_aside() throws Exception {
        for (int length : new int[] {0, -1, (4 << 10) + 1, Integer.MAX_VALUE}) {
            BackupFrames frames = new BackupFrames();
            frames.add(BackupFrames.join(Bytes.utf8("pipes-backup/1\n"), new Frame(length).bytes()));
            assertThatThrownBy(frames::next).isInstanceOf(MalformedException.class);
        }
        BackupFrames another = new BackupFrames();
        another.add(Bytes.utf8("pipes-backup/2\n"));
        assertThatThrownBy(another::next).hasMessageContaining("version");
    }

    @Test
    void what_no_store_or_folder_can_have_is_refused() throws Exception {
        Bytes key = Bytes.utf8("k");
        refuses(new BackupPart.Changes(List.of()));
        refuses(new BackupPart.Changes(List.of(Change.put("Area", key, key))));
        refuses(new BackupPart.Changes(List.of(Change.put("area", Bytes.EMPTY, key))));
        refuses(new BackupPart.Changes(List.of(Change.put("area", Bytes.wrap(new byte[65]), key))));
        refuses(new BackupPart.Changes(
                List.of(Change.put("area", key, Bytes.wrap(new byte[PacketStore.MAX_VALUE_BYTES + 1])))));
        refuses(new BackupPart.Changes(java.util.Collections.nCopies(513, Change.remove("area", key))));
        for (String name : List.of("../keys/unlock.cfg", "a/b.cfg", ".cfg", "tokens.cbor", "x".repeat(97) + ".cfg")) {
            refuses(new BackupPart.Setting(name, key));
        }
        refuses(new BackupPart.Chunk(Bytes.wrap(new byte[BlobManifest.CHUNK_BYTES + 1])));
        assertThatThrownBy(() -> BackupPart.decode(new CborWriter()
                        .writeArray(2)
                        .writeUnsigned(7)
                        .writeUnsigned(0)
                        .toBytes()))
                .isInstanceOf(MalformedException.class);
    }

    private static void refuses(BackupPart part) {
        assertThatThrownBy(() -> BackupPart.decode(part.encode())).isInstanceOf(MalformedException.class);
    }

    private static Bytes write() {
        try {
            BackupSeal seal = BackupSeal.make(SUITE, PASSPHRASE, RANDOMNESS);
            Bytes written = BackupFrames.beginning(seal.header());
            for (BackupPart part : PARTS) {
                written = BackupFrames.join(written, BackupFrames.framed(seal.seal(part)));
            }
            return written;
        } catch (KeystoreException e) {
            throw new AssertionError(e);
        }
    }

    private static List<BackupPart> read(Bytes file, Secret passphrase, int step) throws Exception {
        BackupFrames frames = new BackupFrames();
        List<BackupPart> parts = new ArrayList<>();
        BackupSeal seal = null;
        for (int at = 0; at < file.size(); at += step) {
            frames.add(file.slice(at, Math.min(file.size(), at + step)));
            for (Optional<Bytes> next = frames.next(); next.isPresent(); next = frames.next()) {
                if (seal == null) {
                    seal = BackupSeal.open(SUITE, next.get(), passphrase, RANDOMNESS);
                } else {
                    parts.add(seal.open(next.get()));
                }
            }
        }
        if (!frames.isEmpty() || parts.isEmpty() || !(parts.get(parts.size() - 1) instanceof BackupPart.End)) {
            throw new Incomplete();
        }
        return parts;
    }

    private static List<Bytes> frames(Bytes file) {
        try {
            BackupFrames frames = new BackupFrames();
            frames.add(file);
            List<Bytes> all = new ArrayList<>();
            for (Optional<Bytes> next = frames.next(); next.isPresent(); next = frames.next()) {
                all.add(next.get());
            }
            return all;
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static Bytes whole(List<Bytes> frames) {
        Bytes all = BackupFrames.beginning(frames.get(0));
        for (Bytes frame : frames.subList(1, frames.size())) {
            all = BackupFrames.join(all, BackupFrames.framed(frame));
        }
        return all;
    }

    private static boolean contains(Bytes all, Bytes some) {
        String text = new String(all.toArray(), StandardCharsets.ISO_8859_1);
        return text.contains(new String(some.toArray(), StandardCharsets.ISO_8859_1));
    }

    private static Bytes id(int last) {
        byte[] id = new byte[32];
        id[31] = (byte) last;
        return Bytes.wrap(id);
    }

    private record Frame(int length) {
        Bytes bytes() {
            return Bytes.wrap(
                    java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        }
    }

    private static final class Incomplete extends Exception {
        private static final long serialVersionUID = 1;
    }
}
