// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.message.MessageDraft;
import io.pipes.api.message.Sent;
import io.pipes.base.Bytes;
import io.pipes.client.row.Params;
import java.util.concurrent.CompletionStage;

final class ClientDraft implements MessageDraft {
    private final Calls calls;
    private final String content;

    ClientDraft(Calls calls, String content) {
        this.calls = calls;
        this.content = content;
    }

    @Override
    public CompletionStage<Void> write(Bytes piece) {
        return calls.write(
                        "content.write",
                        Params.none().put("content", content).set("base64", Params.bytes(piece)),
                        piece.size(),
                        said -> said)
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Sent> publish() {
        return calls.write("content.write", Params.none().put("content", content), PublishedRows::sent);
    }

    @Override
    public void discard() {
        calls.orderAgain("subscription.cancel", Params.none().put("subscription", content));
    }
}
