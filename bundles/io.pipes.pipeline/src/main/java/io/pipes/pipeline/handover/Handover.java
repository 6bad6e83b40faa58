// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.handover;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Items that one life of the bundle leaves to the next, in order, many in one page of the store. They are removed as they are taken, so a
 * crash later never brings them back.
 */
public final class Handover {
    /** The longest item, in bytes. */
    public static final int MAX_ITEM_BYTES = (1 << 20) + 8_192;

    private static final int PAGE_BYTES = 256 << 10;
    private static final int MAX_ITEMS = 1_024;

    private final StoreArea area;

    public Handover(PacketStore store, String area) {
        this.area = new StoreArea(store, area);
    }

    /** What the predecessor left; empty after a crash, and where the predecessor spoke another version. */
    public CompletionStage<List<Bytes>> take() {
        return area.takeAll().thenApply(pages -> {
            List<Bytes> items = new ArrayList<>();
            try {
                for (StoredEntry page : pages) {
                    read(page.value(), items);
                }
                return items;
            } catch (MalformedException otherVersion) {
                return List.of();
            }
        });
    }

    private static void read(Bytes page, List<Bytes> items) throws MalformedException {
        CborReader in = new CborReader(page);
        for (int left = in.readArray(MAX_ITEMS); left > 0; left--) {
            items.add(in.readBytes(MAX_ITEM_BYTES));
        }
        in.end();
    }

    public CompletionStage<Void> leave(List<Bytes> items) {
        List<Change> pages = new ArrayList<>();
        List<Bytes> page = new ArrayList<>();
        int bytes = 0;
        for (Bytes item : items) {
            if (!page.isEmpty() && (bytes + item.size() > PAGE_BYTES || page.size() == MAX_ITEMS)) {
                pages.add(write(pages.size(), page));
                page.clear();
                bytes = 0;
            }
            page.add(item);
            bytes += item.size();
        }
        if (!page.isEmpty()) {
            pages.add(write(pages.size(), page));
        }
        return area.commit(pages);
    }

    private Change write(int number, List<Bytes> page) {
        CborWriter out = new CborWriter(PAGE_BYTES + 1_024).writeArray(page.size());
        page.forEach(out::writeBytes);
        return area.put(
                Bytes.wrap(ByteBuffer.allocate(Integer.BYTES).putInt(number).array()), out.toBytes());
    }
}
