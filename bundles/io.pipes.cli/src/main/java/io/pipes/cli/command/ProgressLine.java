// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.client.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** How far the copies of a pipeline have come together, in a line for people. */
final class ProgressLine {
    static final Receiving.Item ITEM = new Receiving.Item("changes", ProgressLine::row, ProgressLine::of);

    private ProgressLine() {}

    private static JsonObject row(JsonObject progress) {
        return JsonObject.empty()
                .with("state", progress.text("state", ""))
                .with("packets", progress.number("packets").orElse(0L))
                .with("missing", progress.number("missing").orElse(0L))
                .with("peers", progress.objects("peers"));
    }

    private static String of(JsonObject progress) {
        List<JsonObject> peers = progress.objects("peers");
        long inStep = peers.stream().filter(peer -> peer.flag("inStep")).count();
        long missing = progress.number("missing").orElse(0L);
        return String.format(
                Locale.ROOT,
                "%-8s  %d packets%s, %d of %d peers in step",
                progress.text("state", "?").replace('-', ' '),
                progress.number("packets").orElse(0L),
                missing > 0 ? ", " + missing + " missing" : "",
                inStep,
                peers.size());
    }
}
