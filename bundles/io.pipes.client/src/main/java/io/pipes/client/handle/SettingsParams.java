// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineKind;

/** Settings of a pipeline as the protocol writes them. */
final class SettingsParams {
    private SettingsParams() {}

    static ObjectNode with(ObjectNode params, PipelineChange change) {
        if (change.persistent()) {
            params.put("kind", PipelineKind.PERSISTENT.text());
        }
        change.history().ifPresent(history -> params.put("history", history.text()));
        change.retention().ifPresent(retention -> params.put("retain", retention.text()));
        change.publish().ifPresent(role -> params.put("publishRole", role.text()));
        change.read().ifPresent(role -> params.put("readRole", role.text()));
        change.rotation().ifPresent(rotation -> params.put("rotate", rotation.text()));
        if (!change.metadata().isEmpty()) {
            ObjectNode notes = params.putObject("metadata");
            change.metadata().forEach((key, value) -> notes.put(key, value.orElse(null)));
        }
        return params;
    }
}
