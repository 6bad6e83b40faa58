// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.Cancellable;
import io.pipes.gateway.rpc.ApiError;
import io.pipes.gateway.rpc.Client;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client how the receipt of one message changes, until it is delivered, given up, or the client has gone, of whom nothing is kept then: a
 * message may wait for weeks.
 *
 * <p><b>Threads.</b> Any.
 */
final class Following {
    private final String message;
    private @Nullable Client client;
    private Receipt told;
    private Cancellable farewell = () -> {};

    private Following(Client client, String message, Receipt told) {
        this.client = client;
        this.message = message;
        this.told = told;
    }

    /** @param told what the client knows already */
    static void begin(Client client, Sent sent, Receipt told) {
        Following following = new Following(client, sent.message().text(), told);
        if (told == Receipt.DELIVERED) {
            return;
        }
        following.farewell = client.whenGone(following::forget);
        sent.held().thenAccept(following::changed);
        sent.delivered().whenComplete(following::ended);
    }

    private synchronized void forget() {
        client = null;
    }

    private synchronized void changed(Receipt receipt) {
        if (client != null && receipt == Receipt.HELD && told != Receipt.HELD) {
            tell(client, receipt, null);
        }
    }

    private synchronized void ended(@Nullable Receipt receipt, @Nullable Throwable failure) {
        if (client != null) {
            tell(client, receipt == null ? told : receipt, failure);
            client = null;
            farewell.cancel();
        }
    }

    private void tell(Client who, Receipt receipt, @Nullable Throwable failure) {
        told = receipt;
        who.notify(
                "receipt.changed",
                Rows.object()
                        .put("message", message)
                        .put("receipt", receipt.text())
                        .set("error", failure == null ? null : ApiError.of(failure)));
    }
}
