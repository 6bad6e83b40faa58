// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.catalog;

import java.util.regex.Pattern;

/** How pipelines may be called. */
public final class PipelineNames {
    public static final int MAX_LENGTH = 64;
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1," + MAX_LENGTH + "}");

    private PipelineNames() {}

    public static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }
}
