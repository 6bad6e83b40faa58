// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.cli.Session;
import io.pipes.client.json.JsonObject;

/** Notes in a cursor what was printed: after each message, so that a reader that is stopped at any moment sees one message again at most. */
final class Committing {
    private final Session session;
    private final JsonObject cursor;

    /** @param cursor names the pipeline and the cursor */
    Committing(Session session, JsonObject cursor) {
        this.session = session;
        this.cursor = cursor;
    }

    void printed(JsonObject message) {
        session.ask(
                "pipeline.commit",
                cursor.with("author", message.text("author", ""))
                        .with("seq", message.number("seq").orElse(null))
                        .with("index", message.number("index").orElse(null)));
    }
}
