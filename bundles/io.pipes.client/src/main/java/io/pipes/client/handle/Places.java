// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.client.row.Params;

/** Places in a history as the protocol writes them. */
final class Places {
    private static final String BEFORE = "before";
    private static final String BEFORE_MESSAGE = "beforeMessage";

    private Places() {}

    /** Where reading begins. */
    static ObjectNode with(ObjectNode params, From from) {
        if (from instanceof From.Start) {
            return params.put("from", "start");
        }
        if (from instanceof From.Now) {
            return params.put("from", "now");
        }
        if (from instanceof From.Time time) {
            return params.put("from", Params.time(time.time()));
        }
        if (from instanceof From.Packet packet) {
            return params.put("from", packet.id().text());
        }
        From.After after = (From.After) from;
        params.putObject("after")
                .put("author", after.author().text())
                .put("seq", after.seq())
                .put("index", after.index());
        return params;
    }

    /** Whether a place is said before which reading ends. */
    static boolean hasEnd(ObjectNode params) {
        return params.has(BEFORE) || params.has(BEFORE_MESSAGE);
    }

    /** Before what the newest messages are wanted. */
    static ObjectNode with(ObjectNode params, Before before) {
        if (before instanceof Before.Time time) {
            return params.put(BEFORE, Params.time(time.time()));
        }
        if (before instanceof Before.Named named) {
            return params.put(BEFORE, named.packet().text() + "." + named.index());
        }
        if (before instanceof Before.Message message) {
            params.putObject(BEFORE_MESSAGE)
                    .put("author", message.author().text())
                    .put("seq", message.seq())
                    .put("index", message.index());
        }
        return params;
    }
}
