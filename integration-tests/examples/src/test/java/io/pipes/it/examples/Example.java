// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of {@code examples} with a page that says what to type. */
record Example(String name) {
    /** Starts what the page says. */
    Conversation start(RunningNode node, String line) throws IOException {
        return start(node, line, line);
    }

    /** @param page what the page says
     * @param line what people make of it */
    Conversation start(RunningNode node, String page, String line) throws IOException {
        assertThat(Files.readString(folder().resolve("README.md"))).contains(page);
        return node.converse(folder(), line);
    }

    Path folder() {
        return Checkout.file("examples").resolve(name);
    }
}
