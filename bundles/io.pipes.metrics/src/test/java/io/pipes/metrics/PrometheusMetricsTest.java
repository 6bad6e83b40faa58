// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.spi.metrics.ApiFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {
    private final PrometheusMetrics metrics = new PrometheusMetrics(Optional::empty, Optional::empty);

    @Test
    void what_was_closed_does_not_begin_to_count_again() throws IOException {
        assertThat(written()).contains("jvm_memory_used_bytes").contains("pipes_api_clients");

        metrics.close();

        assertThat(written()).doesNotContain("jvm_").contains("pipes_api_clients");
    }

    private String written() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metrics.write(new ApiFigures(0, 0, 0, 0, 0), text);
        return text.toString(StandardCharsets.UTF_8);
    }
}
