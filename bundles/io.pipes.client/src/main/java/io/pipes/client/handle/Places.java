// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.pipeline.Before;
import io.pipes.api.pipeline.From;
import io.pipes.client.row.Params;

/** Places in a history as the protocol writes them. */
final class Places {
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

    /** Before what the newest messages are wanted. */
    static ObjectNode with(ObjectNode params, Before before) {
        if (before instanceof Before.Time time) {
            return params.put("before", Params.time(time.time()));
        }
        if (before instanceof Before.Named named) {
            return params.put("before", named.packet().text() + "." + named.index());
        }
        if (before instanceof Before.Message) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "Through the API a message is named by its packet: use Before.Named.");
        }
        return params;
    }
}
