// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.message.Content;
import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.util.concurrent.CompletionStage;

final class ClientDraft implements MessageDraft {
    private final Opened content;

    ClientDraft(Opened content) {
        this.content = content;
    }

    @Override
    public CompletionStage<Void> write(Bytes piece) {
        return Sizes.within(Content.MAX_BYTES, piece.size(), () -> {
            ObjectNode params = Params.none().set("base64", Params.bytes(piece));
            return content.call("content.write", params, piece.size(), said -> said)
                    .thenAccept(done -> {});
        });
    }

    @Override
    public CompletionStage<Sent> publish() {
        return content.call("content.write", Params.none(), 0, said -> PublishedRows.sent(new Row(said)));
    }

    @Override
    public void discard() {
        content.close();
    }
}
