// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

class SafeDefaultsTest {
    private static final String HOST = "org.apache.felix.http.host";
    private static final String PORT = "org.osgi.service.http.port";
    private static final String WAIT = "org.apache.felix.http.require.config";

    @TempDir
    Path folder;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString(), PORT, "7270", WAIT, ""));
        framework.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void what_nobody_set_is_for_this_machine_only() {
        assertThat(context(false).getProperty(HOST)).isEqualTo("127.0.0.1");
        assertThat(context(false).getProperty("org.apache.felix.https.enable")).isEqualTo("false");
        assertThat(context(false).getProperty("of.others")).isNull();
    }

    @Test
    void what_somebody_set_counts() {
        assertThat(context(false).getProperty(PORT)).isEqualTo("7270");
        assertThat(context(true).getProperty(WAIT)).isEmpty();
    }

    @Test
    void everything_else_is_the_frameworks_and_so_are_its_exceptions() {
        assertThat(context(true).getBundle()).isSameAs(framework);
        assertThatThrownBy(() -> context(true).installBundle("no-such-scheme:x"))
                .isInstanceOf(BundleException.class);
    }

    private BundleContext context(boolean configured) {
        return SafeDefaults.in(framework.getBundleContext(), configured);
    }
}
