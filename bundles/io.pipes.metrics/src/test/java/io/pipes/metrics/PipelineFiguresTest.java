// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.PipelineId;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineFiguresTest {
    private final Families families = new Families();
    private final PipelineFigures figures = new PipelineFigures(families);

    @Test
    void a_pipeline_has_its_name_and_is_counted() throws IOException {
        figures.add("home", pipeline("chat", 7));

        assertThat(written())
                .contains("# TYPE pipes_pipeline_published_packets_total counter")
                .contains("pipes_pipeline_published_packets_total{network=\"home\",pipeline=\"chat\"} 7.0")
                .doesNotContain("kept");
    }

    @Test
    void however_many_pipelines_there_are_their_labels_are_bounded() throws IOException {
        for (int i = 0; i < PipelineFigures.MOST + 50; i++) {
            figures.add("home", pipeline("chat" + i, 2));
        }

        assertThat(written().lines().filter(line -> line.startsWith("pipes_pipeline_published_packets_total{")))
                .hasSize(PipelineFigures.MOST + 1)
                .contains("pipes_pipeline_published_packets_total{network=\"home\",pipeline=\"(others)\"} 100.0");
    }

    @Test
    void two_of_one_name_are_added_up() throws IOException {
        figures.add("home", pipeline("chat", 1));
        figures.add("home", pipeline("chat", 2));

        assertThat(written())
                .contains("pipes_pipeline_published_packets_total{network=\"home\",pipeline=\"chat\"} 3.0");
    }

    private static PipelineInfo pipeline(String name, long published) {
        return new PipelineInfo(
                PipelineId.of(Bytes.wrap(new byte[PipelineId.SIZE])),
                name,
                PipelineKind.LIVE,
                NodeId.of(Bytes.wrap(new byte[NodeId.SIZE])),
                Optional.empty(),
                Optional.empty(),
                published,
                0,
                0,
                Optional.empty(),
                PipelineSettings.DEFAULT);
    }

    private String written() throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        families.addTo(all);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, all.build());
        return text.toString(StandardCharsets.UTF_8);
    }
}
