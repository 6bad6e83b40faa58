// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.log;

import io.pipes.client.json.Json;
import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.util.Locale;

/** A line of a node's log, which is plain text or, where its owner wants that, a JSON object. */
public record LogLine(String line) {
    /** For programs: what the node has written as an object is passed on as it is. */
    public JsonObject row() {
        JsonObject event = event();
        return isEvent(event) ? event : JsonObject.empty().with("line", line);
    }

    /** For people: {@code time level logger message}, whatever form it has, and the failure below it. */
    public String text() {
        JsonObject event = event();
        if (!isEvent(event)) {
            return line;
        }
        String logger = event.text("logger", "");
        String text = String.format(
                Locale.ROOT,
                "%s %-5s %s %s",
                event.text("time", ""),
                event.text("level", ""),
                lastThree(logger),
                event.text("message", ""));
        String error = event.text("error", "").stripTrailing();
        return error.isEmpty() ? text : text + "\n" + error;
    }

    private JsonObject event() {
        if (!line.startsWith("{")) {
            return JsonObject.empty();
        }
        try {
            return Json.readObject(line);
        } catch (IOException text) {
            return JsonObject.empty();
        }
    }

    private static boolean isEvent(JsonObject event) {
        return event.has("time") && event.has("message");
    }

    /** As the plain log has names. */
    private static String lastThree(String logger) {
        int at = logger.length();
        for (int words = 0; words < 3 && at >= 0; words++) {
            at = logger.lastIndexOf('.', at - 1);
        }
        return logger.substring(at + 1);
    }
}
