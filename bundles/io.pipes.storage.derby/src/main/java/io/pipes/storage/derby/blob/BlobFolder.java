// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.DiskFullException;
import io.pipes.base.MalformedException;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.BlobManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one node's blobs. A blob is {@code ADDRESS.manifest} and {@code ADDRESS.blob}, its chunks one behind the other; while it is
 * written, they are in a {@code .part} file, which is renamed when all is forced. So a {@code .blob} is always whole, unless the medium
 * damages it.
 *
 * <p>Belongs to one thread at a time, which may block.
 */
final class BlobFolder {
    static final String BLOB = ".blob";
    static final String PART = ".part";
    private static final String MANIFEST = ".manifest";

    static final String DRAFT = "draft-";

    /** What this store has written, or was about to. */
    private static final Pattern OURS =
            Pattern.compile("([0-9a-f]{64}|" + DRAFT + "[0-9]{1,19})\\.(?:blob|part|manifest|manifest\\.new)");

    /** Manifests that were read last, of up to 512 KiB each. */
    private static final int REMEMBERED = 8;

    private final Disk disk;
    private final String folder;
    private final CryptoSuite suite;
    private final BlobRoom room;
    /** Bytes of all chunks and manifests in the folder, as far as they are ours. */
    private long used;

    private final Map<Bytes, BlobManifest> remembered = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlobManifest> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param room how much of the disk the folder may take */
    BlobFolder(Disk disk, String folder, CryptoSuite suite, BlobRoom room) {
        this.disk = disk;
        this.folder = folder;
        this.suite = suite;
        this.room = room;
    }

    CryptoSuite suite() {
        return suite;
    }

    /**
     * Removes what a crash left behind and nobody can use, and measures the rest; returns the names of all blobs that are whole. Files whose names are not of this
     * store are somebody else's, and stay.
     */
    NavigableSet<Bytes> tidy() throws IOException {
        Set<String> files = new HashSet<>(disk.list(folder));
        NavigableSet<Bytes> whole = new TreeSet<>();
        for (String file : files) {
            Matcher ours = OURS.matcher(file);
            if (ours.matches()) {
                String name = ours.group(1);
                boolean described = files.contains(name + MANIFEST);
                boolean chunks = files.contains(name + BLOB) || files.contains(name + PART);
                if (!described || !chunks) {
                    disk.delete(folder + "/" + file);
                    continue;
                }
                if (file.endsWith(BLOB)) {
                    whole.add(Bytes.hex(name));
                }
                if (file.endsWith(BLOB) || file.endsWith(PART) || file.endsWith(MANIFEST)) {
                    used += size(folder + "/" + file);
                }
            }
        }
        return whole;
    }

    /**
     * The disk has other uses: blobs have a limit, and the packet store stops only later, so that small messages can be kept for longer
     * than large ones.
     *
     * @param bytes that are to be written
     */
    void checkRoom(long bytes) throws IOException {
        if (used + bytes > room.limit() || disk.usableBytes() - bytes < room.reserve()) {
            throw new DiskFullException(folder);
        }
    }

    /** A part has become longer. */
    void grown(long bytes) {
        used += bytes;
    }

    /** Removes what stands behind some length of a part. */
    void cut(Disk.DiskFile part, long length) throws IOException {
        long before = part.size();
        part.truncate(length);
        used -= before - part.size();
    }

    private long size(String path) throws IOException {
        try (Disk.DiskFile file = disk.open(path)) {
            return file.size();
        }
    }

    private String path(String name, String kind) {
        return folder + "/" + name + kind;
    }

    Disk.DiskFile openPart(String name) throws IOException {
        return disk.open(path(name, PART));
    }

    void deletePart(String name) throws IOException {
        delete(path(name, PART));
    }

    private void delete(String path) throws IOException {
        if (disk.exists(path)) {
            long bytes = size(path);
            disk.delete(path);
            used -= bytes;
        }
    }

    boolean hasPart(String name) throws IOException {
        return disk.exists(path(name, PART));
    }

    /** Writes of what a blob consists, unless that is there; it takes room as its chunks do, and anybody can make it up. */
    void describe(Bytes address, BlobManifest manifest) throws IOException {
        String path = path(address.hex(), MANIFEST);
        if (!disk.exists(path)) {
            Bytes encoded = manifest.encode();
            checkRoom(encoded.size());
            disk.replace(path, encoded);
            used += encoded.size();
        }
    }

    /** Makes a part that is forced a blob. */
    void complete(String part, Bytes address) throws IOException {
        disk.rename(path(part, PART), path(address.hex(), BLOB));
    }

    /** Makes a blob a part again, of so many chunks. */
    void damaged(Bytes address, int good) throws IOException {
        String name = address.hex();
        disk.rename(path(name, BLOB), path(name, PART));
        try (Disk.DiskFile part = openPart(name)) {
            cut(part, (long) good * BlobManifest.CHUNK_BYTES);
        }
    }

    void delete(Bytes address) throws IOException {
        remembered.remove(address);
        for (String kind : List.of(BLOB, PART, MANIFEST)) {
            delete(path(address.hex(), kind));
        }
    }

    /** Empty if it is not what the address says. */
    Optional<BlobManifest> manifest(Bytes address) throws IOException {
        BlobManifest known = remembered.get(address);
        if (known != null) {
            return Optional.of(known);
        }
        String path = path(address.hex(), MANIFEST);
        if (!disk.exists(path)) {
            return Optional.empty();
        }
        try {
            BlobManifest read = BlobManifest.decode(disk.read(path, BlobManifest.MAX_ENCODED_BYTES));
            if (!read.address(suite).equals(address)) {
                return Optional.empty();
            }
            remembered.put(address, read);
            return Optional.of(read);
        } catch (MalformedException damaged) {
            return Optional.empty();
        }
    }

    /** A chunk of a blob; empty if it is not what the manifest says. */
    Optional<Bytes> chunk(Bytes address, BlobManifest manifest, int index) throws IOException {
        try (Disk.DiskFile file = disk.open(path(address.hex(), BLOB))) {
            return chunk(file, manifest, index);
        }
    }

    Optional<Bytes> chunk(Disk.DiskFile file, BlobManifest manifest, int index) throws IOException {
        long offset = (long) index * BlobManifest.CHUNK_BYTES;
        if (file.size() < offset + manifest.length(index)) {
            return Optional.empty();
        }
        ByteBuffer read = ByteBuffer.allocate(manifest.length(index));
        file.readFully(offset, read);
        Bytes chunk = Bytes.wrap(read.array());
        return manifest.fits(suite, index, chunk) ? Optional.of(chunk) : Optional.empty();
    }
}
