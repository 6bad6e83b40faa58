// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The header decides who may come in, so whatever is let in must be this machine to a reader of addresses as well. */
class DoorkeeperFuzzTest {
    private static final Doorkeeper DOORKEEPER = new Doorkeeper(() -> "10.1.2.3:7170", Origins.NONE);
    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]", "10.1.2.3");

    @FuzzTest(maxDuration = "20s")
    void whatever_host_is_served_names_this_machine_and_nothing_else(byte[] bytes) throws URISyntaxException {
        String host = new String(bytes, StandardCharsets.ISO_8859_1);
        if (DOORKEEPER.knowsHost(host)) {
            URI read = new URI("http://" + host + "/");
            assertThat(HERE).contains(read.getHost().toLowerCase(Locale.ROOT));
            assertThat(read.getUserInfo()).isNull();
            assertThat(DOORKEEPER.trustsOrigin("http://pipes.invalid", host)).isFalse();
        }
    }
}
