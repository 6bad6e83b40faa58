// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import java.util.List;

/**
 * The pipelines of all networks, the first {@value #MOST} by their names and the others together: whoever may make pipelines must not fill a
 * monitoring system.
 */
final class PipelineFigures {
    static final int MOST = 200;

    /** No pipeline is called so. */
    static final String OTHERS = "(others)";

    private final Families to;
    private int named;

    PipelineFigures(Families to) {
        this.to = to;
    }

    void add(List<LocalNetwork> networks) {
        for (LocalNetwork network : networks) {
            network.facet(LocalPipelines.class).map(LocalPipelines::list).orElse(List.of()).stream()
                    .map(LocalPipeline::info)
                    .forEach(pipeline -> add(network.name(), pipeline));
        }
    }

    void add(String network, PipelineInfo pipeline) {
        String name = named < MOST ? pipeline.name() : OTHERS;
        named++;
        String[] labels = {"network", network, "pipeline", name};
        to.counter(
                "pipes_pipeline_published_packets",
                "Packets that this node has published.",
                pipeline.published(),
                labels);
        to.counter("pipes_pipeline_received_packets", "Packets that came from others.", pipeline.received(), labels);
        to.counter("pipes_pipeline_gaps", "Packets that this node knows it missed.", pipeline.gaps(), labels);
        pipeline.kept().ifPresent(kept -> {
            to.gauge("pipes_pipeline_kept_packets", "Packets of the history on this node.", kept.packets(), labels);
            to.gauge("pipes_pipeline_kept_bytes", "How long they are, as they travel.", kept.bytes(), labels);
            to.gauge(
                    "pipes_pipeline_missing_contents",
                    "Contents above 1 MiB that are not here yet.",
                    kept.contents().missing(),
                    labels);
        });
    }
}
