// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.backup;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.BlobManifest;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One part of a backup, a CBOR array whose first item is the number of its kind. Keys are in it in clear, so it is only written sealed. */
public sealed interface BackupPart {
    /** The longest encoding: one entry of a store, or a manifest, and what stands around it. */
    int MAX_BYTES = PacketStore.MAX_VALUE_BYTES + (64 << 10);

    /** Changes of one part. */
    int MAX_CHANGES = 512;

    /** Box keys of one node: its own and those of the nodes whose place it took. */
    int MAX_BOXES = 128;

    int MAX_SECRET_BYTES = 64 << 10;
    int MAX_SETTING_BYTES = 64 << 10;

    /** One identity as the keystore has it. */
    record Identity(String entry, Bytes secret) implements BackupPart {
        @Override
        public String toString() {
            return "Identity[" + entry + "]";
        }
    }

    /**
     * A node; what it keeps follows.
     *
     * @param boxes its own box keys, the newest first, then those of the nodes whose place it took
     */
    record Node(NetworkId network, IdentityId identity, Bytes signing, Bytes link, Bytes join, List<Box> boxes)
            implements BackupPart {
        @Override
        public String toString() {
            return "Node[" + network + "]";
        }
    }

    /** The box key of a node, which opens what was boxed to it. */
    record Box(NodeId node, Bytes secret) {
        @Override
        public String toString() {
            return "Box[" + node + "]";
        }
    }

    /** Changes to the store of the node before, which was empty at first; in order. */
    record Changes(List<Change> changes) implements BackupPart {
        private static final Pattern AREA = Pattern.compile("[a-z0-9./-]{1,64}");
    }

    /** A blob of the node before; its chunks follow, and if they are fewer than there should be it is not whole. */
    record Blob(BlobManifest manifest) implements BackupPart {}

    record Chunk(Bytes bytes) implements BackupPart {}

    /** A file of the folder {@code etc}. */
    record Setting(String name, Bytes contents) implements BackupPart {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}[.]cfg");

        public static boolean isName(String name) {
            return NAME.matcher(name).matches();
        }
    }

    /** The last part. */
    record End(int nodes) implements BackupPart {}

    default Bytes encode() {
        CborWriter out = new CborWriter();
        if (this instanceof Identity identity) {
            out.writeArray(3).writeUnsigned(0).writeText(identity.entry).writeBytes(identity.secret);
        } else if (this instanceof Node node) {
            write(out, node);
        } else if (this instanceof Changes some) {
            write(out, some.changes);
        } else if (this instanceof Blob blob) {
            out.writeArray(2).writeUnsigned(3).writeBytes(blob.manifest.encode());
        } else if (this instanceof Chunk chunk) {
            out.writeArray(2).writeUnsigned(4).writeBytes(chunk.bytes);
        } else if (this instanceof Setting setting) {
            out.writeArray(3).writeUnsigned(5).writeText(setting.name).writeBytes(setting.contents);
        } else if (this instanceof End end) {
            out.writeArray(2).writeUnsigned(6).writeUnsigned(end.nodes);
        }
        return out.toBytes();
    }

    private static void write(CborWriter out, Node node) {
        out.writeArray(7)
                .writeUnsigned(1)
                .writeBytes(node.network.bytes())
                .writeBytes(node.identity.bytes())
                .writeBytes(node.signing)
                .writeBytes(node.link)
                .writeBytes(node.join)
                .writeArray(2 * node.boxes.size());
        node.boxes.forEach(box -> out.writeBytes(box.node.bytes()).writeBytes(box.secret));
    }

    private static void write(CborWriter out, List<Change> changes) {
        out.writeArray(2).writeUnsigned(2).writeArray(3 * changes.size());
        for (Change change : changes) {
            out.writeText(change.area()).writeBytes(change.key());
            if (change.value() == null) {
                out.writeNull();
            } else {
                out.writeBytes(change.value());
            }
        }
    }

    /** Reads a part strictly. */
    static BackupPart decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("a part is too long");
        }
        CborReader in = new CborReader(encoded);
        int items = in.readArray(7);
        int kind = in.readInt(0, 6);
        if (items != (kind == 1 ? 7 : kind == 0 || kind == 5 ? 3 : 2)) {
            throw new MalformedException("a part has another number of items");
        }
        BackupPart part = switch (kind) {
            case 0 -> new Identity(in.readText(100), in.readBytes(MAX_SECRET_BYTES));
            case 1 -> readNode(in);
            case 2 -> readChanges(in);
            case 3 -> new Blob(BlobManifest.decode(in.readBytes(BlobManifest.MAX_ENCODED_BYTES)));
            case 4 -> new Chunk(in.readBytes(BlobManifest.CHUNK_BYTES));
            case 5 -> readSetting(in);
            default -> new End(in.readInt(0, Integer.MAX_VALUE));
        };
        in.end();
        return part;
    }

    private static Node readNode(CborReader in) throws MalformedException {
        NetworkId network = NetworkId.read(in);
        IdentityId identity = IdentityId.read(in);
        Bytes signing = in.readBytes(MAX_SECRET_BYTES);
        Bytes link = in.readBytes(MAX_SECRET_BYTES);
        Bytes join = in.readBytesExactly(32);
        int count = in.readArray(2 * MAX_BOXES);
        if (count == 0 || count % 2 != 0) {
            throw new MalformedException("a node has a box key of its own and whole others");
        }
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < count; i += 2) {
            boxes.add(new Box(NodeId.read(in), in.readBytes(MAX_SECRET_BYTES)));
        }
        return new Node(network, identity, signing, link, join, List.copyOf(boxes));
    }

    private static Changes readChanges(CborReader in) throws MalformedException {
        int count = in.readArray(3 * MAX_CHANGES);
        if (count == 0 || count % 3 != 0) {
            throw new MalformedException("changes are whole, and at least one");
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < count; i += 3) {
            String area = in.readText(64);
            Bytes key = in.readBytes(64);
            if (!Changes.AREA.matcher(area).matches() || key.isEmpty()) {
                throw new MalformedException("no store has such an entry");
            }
            changes.add(
                    in.skipNull()
                            ? Change.remove(area, key)
                            : Change.put(area, key, in.readBytes(PacketStore.MAX_VALUE_BYTES)));
        }
        return new Changes(List.copyOf(changes));
    }

    private static Setting readSetting(CborReader in) throws MalformedException {
        String name = in.readText(100);
        if (!Setting.isName(name)) {
            throw new MalformedException("no setting has such a name");
        }
        return new Setting(name, in.readBytes(MAX_SETTING_BYTES));
    }
}
