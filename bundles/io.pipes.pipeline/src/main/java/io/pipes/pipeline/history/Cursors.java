// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.PipesException;
import io.pipes.base.Bytes;
import io.pipes.pipeline.handover.StoreArea;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The cursors of one pipeline in the node's store, by name. */
final class Cursors {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

    private final PacketStore store;
    private final String area;

    Cursors(PacketStore store, Bytes routeTag) {
        this.store = store;
        area = "pipeline/cursors/" + routeTag.hex();
    }

    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "A cursor's name has 1 to 64 characters of a-z, 0-9, dot, underscore and hyphen.");
        }
    }

    CompletionStage<Optional<CursorPlace>> read(String name) {
        return store.read(area, key(name)).thenApply(found -> found.flatMap(CursorPlace::read));
    }

    CompletionStage<Long> write(String name, CursorPlace place) {
        return store.commit(List.of(Change.put(area, key(name), place.write())));
    }

    CompletionStage<Long> remove(String name) {
        return store.commit(List.of(Change.remove(area, key(name))));
    }

    CompletionStage<List<String>> names() {
        return new StoreArea(store, area)
                .all()
                .thenApply(all -> all.stream()
                        .map(entry -> new String(entry.key().toArray(), StandardCharsets.US_ASCII))
                        .sorted()
                        .toList());
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.US_ASCII));
    }
}
