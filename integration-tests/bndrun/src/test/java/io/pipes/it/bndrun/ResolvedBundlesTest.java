// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ResolvedBundlesTest {
    private static final int OK = 200;
    private static final long PATIENCE_MILLIS = 60_000;

    @TempDir
    Path folder;

    private Container container;

    @AfterEach
    void stop() throws Exception {
        container.close();
    }

    @Test
    void a_node_runs_with_exactly_the_bundles_that_were_resolved() throws Exception {
        container = Container.start(folder);

        assertThat(ready(container.console())).isTrue();
    }

    @Test
    void bundles_find_how_records_are_written() throws Exception {
        container = Container.start(folder);
        Class<?> codecs = container.bundle("io.pipes.api").loadClass("io.pipes.api.message.Codec");

        Object codec = codecs.getMethod("json", Class.class).invoke(null, String.class);

        assertThat(codecs.getMethod("contentType").invoke(codec)).isEqualTo("application/json");
    }

    /** Whether the node's own check says so in time. */
    private static boolean ready(int console) throws InterruptedException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (System.currentTimeMillis() < deadline) {
            try {
                if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK) {
                    return true;
                }
            } catch (IOException notYet) {
                // Nobody listens there so far.
            }
            LockSupport.parkNanos(50_000_000);
        }
        return false;
    }
}
