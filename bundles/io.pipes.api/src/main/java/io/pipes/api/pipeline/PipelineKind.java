// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.util.Optional;
import java.util.stream.Stream;

/** What a pipeline promises. The codes travel; they never change. */
public enum PipelineKind {
    /** To all members that are online. */
    LIVE(0, "live"),
    /** To all members, with history. */
    PERSISTENT(1, "persistent"),
    /** Between two nodes. */
    POINT_TO_POINT(2, "point-to-point");

    private final int code;
    private final String text;

    PipelineKind(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public String text() {
        return text;
    }

    public static Optional<PipelineKind> ofCode(long code) {
        return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
    }

    public static Optional<PipelineKind> ofText(String text) {
        return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }
}
