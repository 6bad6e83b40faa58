// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pipes.api.store.Stores;
import io.pipes.spi.local.LocalNetworks;
import io.pipes.spi.metrics.ApiFigures;
import io.pipes.spi.metrics.Metrics;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes Prometheus' text format: the JVM and the API's calls as Micrometer counts them, the node as it says itself at that moment. Nothing
 * is loaded or counted before somebody asks for the first time, so that a node which is not watched pays nothing; nor is anything after it
 * was closed, when only the node has something to say.
 */
public final class PrometheusMetrics implements Metrics, AutoCloseable {
    private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

    private final NodeFigures node;
    private volatile @Nullable Counting counting;
    private boolean closed;

    public PrometheusMetrics(Supplier<Optional<LocalNetworks>> networks, Supplier<Optional<Stores>> stores) {
        node = new NodeFigures(networks, stores);
    }

    /** What counts, once somebody has asked. */
    private record Counting(PrometheusMeterRegistry registry, JvmFigures jvm) {
        static Counting begin() {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            return new Counting(registry, JvmFigures.of(registry));
        }

        void end() {
            jvm.close();
            registry.close();
        }
    }

    @Override
    public void called(String method, String outcome, Duration took) {
        Counting now = counting;
        if (now != null) {
            Timer.builder("pipes.api.calls")
                    .description("Calls of the API that were answered.")
                    .tag("method", method)
                    .tag("outcome", outcome)
                    .register(now.registry())
                    .record(took);
        }
    }

    @Override
    public String contentType() {
        return WRITER.getContentType();
    }

    @Override
    public void write(ApiFigures api, OutputStream to) throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counting()
                .ifPresent(
                        now -> now.registry().getPrometheusRegistry().scrape().forEach(all::metricSnapshot));
        Families families = new Families();
        AccessFigures.add(api, families);
        node.add(families);
        families.addTo(all);
        WRITER.write(to, all.build());
    }

    /** Begins to count unless that has begun, or is over. */
    private synchronized Optional<Counting> counting() {
        if (counting == null && !closed) {
            counting = Counting.begin();
        }
        return Optional.ofNullable(counting);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Counting begun = counting;
        if (begun != null) {
            counting = null;
            begun.end();
        }
    }
}
