// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How schemas are called after methods: {@code pipeline.publish} has {@code PipelinePublishParams}. */
final class Names {
    private Names() {}

    static String type(String method) {
        return Stream.of(method.split("\\."))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }
}
