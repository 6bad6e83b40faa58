// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.command;

import io.pipes.client.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of a pipeline when it is made and later. */
final class SettingsOptions {
    @Option(
            names = "--history",
            paramLabel = "POLICY",
            description = "What of a persistent pipeline members who join later may read: full, from-join, or a time "
                    + "such as 30d. First: full.")
    private @Nullable String history;

    @Option(
            names = "--retain",
            paramLabel = "AMOUNT",
            description = "How much of a persistent pipeline is kept: all, a number of packets such as 1000, a time "
                    + "such as 30d, a size such as 500MB, or latest: of each key the latest message, and what it "
                    + "replaces as long as latest:1h says. First: all.")
    private @Nullable String retain;

    @Option(
            names = "--publish-role",
            paramLabel = "ROLE",
            description = "From which role up members publish: owner, admin, writer. First: writer.")
    private @Nullable String publishRole;

    @Option(
            names = "--read-role",
            paramLabel = "ROLE",
            description = "From which role up members read, and may publish: owner, admin, writer, reader. First: "
                    + "reader.")
    private @Nullable String readRole;

    @Option(
            names = "--rotate",
            paramLabel = "TIME",
            description = "After what time there is a fresh key: never, or a time such as 7d. First: never.")
    private @Nullable String rotate;

    @Option(names = "--title", paramLabel = "TEXT", description = "The same as --metadata title=TEXT.")
    private @Nullable String title;

    @Option(
            names = "--metadata",
            paramLabel = "KEY=TEXT",
            description = "A note that all members see. May be given several times; KEY= removes it.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    JsonObject addTo(JsonObject params) {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        if (title != null) {
            all.put("title", title);
        }
        JsonObject notes = JsonObject.empty();
        for (Map.Entry<String, String> entry : all.entrySet()) {
            notes = notes.with(entry.getKey(), entry.getValue().isEmpty() ? null : entry.getValue());
        }
        JsonObject said = params.withIfGiven("history", history)
                .withIfGiven("retain", retain)
                .withIfGiven("publishRole", publishRole)
                .withIfGiven("readRole", readRole)
                .withIfGiven("rotate", rotate);
        return all.isEmpty() ? said : said.with("metadata", notes);
    }
}
