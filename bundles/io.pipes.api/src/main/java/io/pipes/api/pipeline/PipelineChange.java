// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.network.Role;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to become other about a pipeline; what is empty stays as it is.
 *
 * @param persistent whether a live pipeline becomes a persistent one; there is no way back
 * @param publish {@code WRITER} or above
 * @param read {@code READER} or above
 * @param metadata the entries that change; those without a value are removed
 */
public record PipelineChange(
        boolean persistent,
        Optional<HistoryPolicy> history,
        Optional<Retention> retention,
        Optional<Role> publish,
        Optional<Role> read,
        Optional<Rotation> rotation,
        SortedMap<String, Optional<String>> metadata) {
    public static final PipelineChange NOTHING = new PipelineChange(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>());

    public PipelineChange {
        if (publish.filter(role -> !role.atLeast(Role.WRITER)).isPresent()
                || read.filter(role -> !role.atLeast(Role.READER)).isPresent()) {
            throw new IllegalArgumentException("Only writers publish and only readers read");
        }
        metadata.forEach((key, value) -> Metadata.check(key, value.orElse("none")));
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        if (metadata.size() > Metadata.MAX_ENTRIES) {
            throw new IllegalArgumentException("A pipeline has at most " + Metadata.MAX_ENTRIES + " notes");
        }
    }

    /** What makes a pipeline with the default settings one with these. */
    public static PipelineChange to(PipelineSettings settings) {
        PipelineSettings usual = PipelineSettings.DEFAULT;
        SortedMap<String, Optional<String>> notes = new TreeMap<>();
        settings.metadata().forEach((key, value) -> notes.put(key, Optional.of(value)));
        return new PipelineChange(
                false,
                Optional.of(settings.history()).filter(other -> !other.equals(usual.history())),
                Optional.of(settings.retention()).filter(other -> !other.equals(usual.retention())),
                Optional.of(settings.publish()).filter(other -> other != usual.publish()),
                Optional.of(settings.read()).filter(other -> other != usual.read()),
                Optional.of(settings.rotation()).filter(other -> !other.equals(usual.rotation())),
                notes);
    }

    /** How settings are after it. */
    public PipelineSettings apply(PipelineSettings before) {
        SortedMap<String, String> notes = new TreeMap<>(before.metadata());
        metadata.forEach((key, value) -> value.ifPresentOrElse(text -> notes.put(key, text), () -> notes.remove(key)));
        return new PipelineSettings(
                history.orElse(before.history()),
                retention.orElse(before.retention()),
                publish.orElse(before.publish()),
                read.orElse(before.read()),
                rotation.orElse(before.rotation()),
                notes);
    }

    public PipelineChange toPersistent() {
        return new PipelineChange(true, history, retention, publish, read, rotation, metadata);
    }

    public PipelineChange with(HistoryPolicy other) {
        return new PipelineChange(persistent, Optional.of(other), retention, publish, read, rotation, metadata);
    }

    public PipelineChange with(Retention other) {
        return new PipelineChange(persistent, history, Optional.of(other), publish, read, rotation, metadata);
    }

    public PipelineChange with(Rotation other) {
        return new PipelineChange(persistent, history, retention, publish, read, Optional.of(other), metadata);
    }

    public PipelineChange publishedFrom(Role role) {
        return new PipelineChange(persistent, history, retention, Optional.of(role), read, rotation, metadata);
    }

    public PipelineChange readFrom(Role role) {
        return new PipelineChange(persistent, history, retention, publish, Optional.of(role), rotation, metadata);
    }

    /** @param value empty to remove it */
    public PipelineChange note(String key, Optional<String> value) {
        SortedMap<String, Optional<String>> more = new TreeMap<>(metadata);
        more.put(key, value);
        return new PipelineChange(persistent, history, retention, publish, read, rotation, more);
    }
}
