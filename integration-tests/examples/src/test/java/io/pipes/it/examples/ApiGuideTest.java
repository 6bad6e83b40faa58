// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the API's guide says is typed, line by line, by a client that knows nothing but WebSocket and JSON. */
class ApiGuideTest {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path homes;

    @Test
    void the_node_answers_as_the_guide_says() throws Exception {
        Tool.WEBSOCKETS.need();
        try (RunningNode node = RunningNode.start(homes.resolve("anna")).get(0)) {
            String said = node.run(
                    Tool.SYSTEMS_PYTHON + "integration-tests/examples/src/test/python/guide.py docs/guides/api.md");
            assertThat(said).matches("[0-9]+ lines of the guide are so");
            System.out.println("API guide: " + said);
        }
    }
}
