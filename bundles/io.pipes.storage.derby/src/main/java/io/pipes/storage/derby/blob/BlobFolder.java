// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.blob;

import io.pipes.base.Bytes;
import io.pipes.base.Disk;
import io.pipes.base.MalformedException;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.storage.BlobManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

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

    /** Manifests that were read last, of up to 512 KiB each. */
    private static final int REMEMBERED = 8;

    private final Disk disk;
    private final String folder;
    private final CryptoSuite suite;
    private final Map<Bytes, BlobManifest> remembered = new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, BlobManifest> eldest) {
            return size() > REMEMBERED;
        }
    };

    BlobFolder(Disk disk, String folder, CryptoSuite suite) {
        this.disk = disk;
        this.folder = folder;
        this.suite = suite;
    }

    CryptoSuite suite() {
        return suite;
    }

    /** Removes what a crash left behind and nobody can use; returns the names of all blobs that are whole. */
    NavigableSet<Bytes> tidy() throws IOException {
        List<String> files = disk.list(folder);
        NavigableSet<Bytes> whole = new TreeSet<>();
        for (String file : files) {
            String name = file.substring(0, Math.max(0, file.lastIndexOf('.')));
            boolean described = files.contains(name + MANIFEST);
            boolean chunks = files.contains(name + BLOB) || files.contains(name + PART);
            if (!described || !chunks) {
                disk.delete(folder + "/" + file);
            } else if (file.endsWith(BLOB)) {
                whole.add(Bytes.hex(name));
            }
        }
        return whole;
    }

    private String path(String name, String kind) {
        return folder + "/" + name + kind;
    }

    Disk.DiskFile openPart(String name) throws IOException {
        return disk.open(path(name, PART));
    }

    void deletePart(String name) throws IOException {
        disk.delete(path(name, PART));
    }

    boolean hasPart(String name) throws IOException {
        return disk.exists(path(name, PART));
    }

    void describe(Bytes address, BlobManifest manifest) throws IOException {
        if (!disk.exists(path(address.hex(), MANIFEST))) {
            disk.replace(path(address.hex(), MANIFEST), manifest.encode());
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
            part.truncate((long) good * BlobManifest.CHUNK_BYTES);
        }
    }

    void delete(Bytes address) throws IOException {
        remembered.remove(address);
        for (String kind : List.of(BLOB, PART, MANIFEST)) {
            disk.delete(path(address.hex(), kind));
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
