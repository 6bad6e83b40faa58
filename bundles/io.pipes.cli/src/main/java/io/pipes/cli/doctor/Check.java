// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.doctor;

import io.pipes.client.json.JsonObject;
import java.util.Locale;

/**
 * What was looked at and found.
 *
 * @param message what is so; if it is not good also why that matters and what to do
 */
public record Check(String check, Verdict verdict, String message) {
    /** How bad it is. */
    public enum Verdict {
        GOOD,
        /** It works, but somebody should know. */
        WARNING,
        /** It does not work, or others can get at what is private. */
        BAD
    }

    static Check good(String check, String message) {
        return new Check(check, Verdict.GOOD, message);
    }

    static Check warning(String check, String message) {
        return new Check(check, Verdict.WARNING, message);
    }

    static Check bad(String check, String message) {
        return new Check(check, Verdict.BAD, message);
    }

    /** Whether nothing has to be done. */
    public boolean ok() {
        return verdict != Verdict.BAD;
    }

    public JsonObject row() {
        return JsonObject.empty()
                .with("check", check)
                .with("ok", ok())
                .with("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .with("message", message);
    }
}
