// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.LargeContent;
import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

final class ClientContent implements LargeContent {
    private final LargeContents contents;
    private final MessageName.Published message;
    private final long size;
    private final boolean here;

    ClientContent(LargeContents contents, MessageName.Published message, long size, boolean here) {
        this.contents = contents;
        this.message = message;
        this.size = size;
        this.here = here;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isHere() {
        return here;
    }

    /** The node says how much has come when somebody waits for what has not: here for the last byte. */
    @Override
    public CompletionStage<Long> came() {
        if (here) {
            return CompletableFuture.completedFuture(size);
        }
        ObjectNode params = contents.opening(message).put("fromBytes", Math.max(0, size - 1));
        return contents.calls().open(params).thenCompose(this::waitFor);
    }

    private CompletionStage<Long> waitFor(Opened content) {
        return content.call("content.read", Params.none(), 0, said -> came(new Row(said)))
                .whenComplete((came, failure) -> content.close());
    }

    private long came(Row read) {
        return read.findNumber("cameBytes").orElse(size);
    }

    @Override
    public Flow.Publisher<Bytes> bytes(long from) {
        if (from < 0 || from > size) {
            throw new IllegalArgumentException("Only 0 to " + size + " bytes can be passed over");
        }
        return contents.read(message, from);
    }
}
