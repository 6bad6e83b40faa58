// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.json.JsonObject;

/**
 * What was looked at and found.
 *
 * @param ok whether nothing has to be done
 * @param message what is so, and what to do if it is not good
 */
public record Check(String check, boolean ok, String message) {
    public JsonObject row() {
        return JsonObject.empty().with("check", check).with("ok", ok).with("message", message);
    }
}
