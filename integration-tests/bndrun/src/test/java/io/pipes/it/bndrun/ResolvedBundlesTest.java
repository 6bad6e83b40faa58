// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.bndrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

@Timeout(120)
class ResolvedBundlesTest {
    private static final int OK = 200;
    private static final long PATIENCE_MILLIS = 60_000;

    @TempDir
    Path folder;

    private Framework framework;

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(PATIENCE_MILLIS);
    }

    @Test
    void a_node_runs_with_exactly_the_bundles_that_were_resolved() throws Exception {
        Bndrun run = new Bndrun(Path.of("pipes.bndrun"));
        int console = free();
        Map<String, String> settings = run.properties("-runproperties");
        settings.put("pipes.home", folder.resolve("home").toString());
        settings.put("pipes.console", "127.0.0.1:" + console);
        settings.put("org.osgi.service.http.port", Integer.toString(console));
        settings.put("pipes.listen", "tcp://127.0.0.1:" + free());
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, run.text("-runsystempackages"));

        framework = new FrameworkFactory().newFramework(settings);
        framework.start();
        for (Path jar : run.bundles(Path.of("target/bundles"))) {
            framework.getBundleContext().installBundle(jar.toUri().toString());
        }
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }

        assertThat(ready(console)).isTrue();
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

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
