// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.epoch;

import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineKind;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.pipeline.catalog.PipelineEntry;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How long an epoch of a pipeline is published under, by the shortest of what its settings ask for. */
final class Lifetime {
    private static final int EPOCHS_OF_A_WINDOW = 8;
    private static final int EPOCHS_OF_AN_AGE = 4;

    private Lifetime() {}

    /** Empty if nothing ends it but a change of readers or settings. */
    static Optional<Duration> of(PipelineEntry pipeline) {
        return Stream.of(ofRotation(pipeline), ofWindow(pipeline), ofRetention(pipeline))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static Optional<Duration> ofRotation(PipelineEntry pipeline) {
        return pipeline.settings().rotation() instanceof Rotation.Every every
                ? Optional.of(every.length())
                : Optional.empty();
    }

    /** A secret can be destroyed when nothing is kept that it opens; so what is kept for a time needs secrets that last a part of it. */
    private static Optional<Duration> ofRetention(PipelineEntry pipeline) {
        return pipeline.kind() == PipelineKind.PERSISTENT && pipeline.retention() instanceof Retention.Age age
                ? Optional.of(age.length().dividedBy(EPOCHS_OF_AN_AGE))
                : Optional.empty();
    }

    /** Where newcomers read only what is recent, an epoch must not last long: it is given to them as a whole. */
    private static Optional<Duration> ofWindow(PipelineEntry pipeline) {
        return pipeline.kind() == PipelineKind.PERSISTENT && pipeline.history() instanceof HistoryPolicy.Window window
                ? Optional.of(window.length().dividedBy(EPOCHS_OF_A_WINDOW))
                : Optional.empty();
    }
}
