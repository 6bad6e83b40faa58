// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Rotation;
import io.pipes.pipeline.catalog.PipelineEntry;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How long an epoch of a pipeline is published under, by the shortest of what its settings ask for. */
final class Lifetime {
    private static final int EPOCHS_OF_A_WINDOW = 8;

    private Lifetime() {}

    /** Empty if nothing ends it but a change of readers or settings. */
    static Optional<Duration> of(PipelineEntry pipeline) {
        return Stream.of(ofRotation(pipeline), ofWindow(pipeline))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static Optional<Duration> ofRotation(PipelineEntry pipeline) {
        return pipeline.settings().rotation() instanceof Rotation.Every every
                ? Optional.of(every.length())
                : Optional.empty();
    }

    /** Where newcomers read only what is recent, an epoch must not last long: it is given to them as a whole. */
    private static Optional<Duration> ofWindow(PipelineEntry pipeline) {
        return pipeline.kind() == PipelineKind.PERSISTENT && pipeline.history() instanceof HistoryPolicy.Window window
                ? Optional.of(window.length().dividedBy(EPOCHS_OF_A_WINDOW))
                : Optional.empty();
    }
}
