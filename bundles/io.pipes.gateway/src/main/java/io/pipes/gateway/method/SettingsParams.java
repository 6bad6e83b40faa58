// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.gateway.rpc.Params;
import java.util.Map;
import java.util.Optional;

/** Settings of a pipeline as clients say them. */
final class SettingsParams {
    private SettingsParams() {}

    /** What is said; whether it makes sense for the pipeline is for the pipeline to say. */
    static PipelineChange read(Params params) {
        PipelineChange change = PipelineChange.NOTHING;
        Optional<HistoryPolicy> history = params.text("history").map(SettingsParams::history);
        Optional<Retention> retention = params.text("retain").map(SettingsParams::retention);
        Optional<Rotation> rotation = params.text("rotate").map(SettingsParams::rotation);
        Optional<Role> publish = params.text("publishRole").map(text -> role(text, "publish", Role.WRITER));
        Optional<Role> read = params.text("readRole").map(text -> role(text, "read", Role.READER));
        change = history.map(change::with).orElse(change);
        change = retention.map(change::with).orElse(change);
        change = rotation.map(change::with).orElse(change);
        change = publish.map(change::publishedFrom).orElse(change);
        change = read.map(change::readFrom).orElse(change);
        for (Map.Entry<String, Optional<String>> entry :
                params.entries("metadata", Metadata.MAX_ENTRIES).entrySet()) {
            change = change.note(key(entry.getKey()), entry.getValue().map(SettingsParams::value));
        }
        return change;
    }

    static PipelineKind kind(String text) {
        return PipelineKind.ofText(text)
                .orElseThrow(() -> Params.invalid("A kind is one of live, persistent, point-to-point."));
    }

    private static HistoryPolicy history(String text) {
        return HistoryPolicy.ofText(text)
                .orElseThrow(() ->
                        Params.invalid("A history is full, from-join, or a time from 1m to 3650d, for instance 30d."));
    }

    private static Retention retention(String text) {
        return Retention.ofText(text)
                .orElseThrow(() -> Params.invalid("What is retained is all, a number of packets such as 1000, a "
                        + "time from 1m to 3650d such as 30d, a size such as 500MB, or latest (the latest message of each "
                        + "key; latest:1h keeps what it replaces for an hour)."));
    }

    private static Rotation rotation(String text) {
        return Rotation.ofText(text)
                .orElseThrow(() -> Params.invalid("A rotation is never, or a time from 1m to 3650d, for instance 7d."));
    }

    private static Role role(String text, String deed, Role weakest) {
        return Role.ofText(text)
                .filter(role -> role.atLeast(weakest))
                .orElseThrow(() -> Params.invalid("Members " + deed + " from a role up that is one of owner, admin, "
                        + (weakest == Role.WRITER ? "writer." : "writer, reader.")));
    }

    private static String key(String text) {
        if (!Metadata.isKey(text)) {
            throw Params.invalid("A key of metadata has 1 to " + Metadata.MAX_KEY_LENGTH
                    + " characters of a-z, 0-9, '.', '_' and '-'.");
        }
        return text;
    }

    private static String value(String text) {
        if (!Metadata.isValue(text)) {
            throw Params.invalid(
                    "A value of metadata has 1 to " + Metadata.MAX_VALUE_BYTES + " bytes and no control characters.");
        }
        return text;
    }
}
