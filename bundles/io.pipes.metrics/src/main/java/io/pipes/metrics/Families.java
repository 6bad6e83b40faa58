// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures by name and labels. What has the same name and labels is added up: names of networks and pipelines may come twice. */
final class Families {
    private final Map<String, Family> families = new LinkedHashMap<>();

    private record Family(String name, String help, boolean counter, Map<Labels, Double> values) {
        MetricSnapshot snapshot() {
            return counter ? counted() : measured();
        }

        private MetricSnapshot counted() {
            CounterSnapshot.Builder snapshot =
                    CounterSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build()));
            return snapshot.build();
        }

        private MetricSnapshot measured() {
            GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
            values.forEach((labels, value) -> snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(value)
                    .build()));
            return snapshot.build();
        }
    }

    /** Something that only grows while the process runs; the format adds {@code _total} to its name. */
    void counter(String name, String help, double value, String... labels) {
        add(name, help, true, value, labels);
    }

    /** Something that grows and shrinks. */
    void gauge(String name, String help, double value, String... labels) {
        add(name, help, false, value, labels);
    }

    private void add(String name, String help, boolean counter, double value, String... labels) {
        families.computeIfAbsent(name, first -> new Family(name, help, counter, new LinkedHashMap<>()))
                .values()
                .merge(Labels.of(labels), value, Double::sum);
    }

    void addTo(MetricSnapshots.Builder all) {
        families.values().forEach(family -> all.metricSnapshot(family.snapshot()));
    }
}
