// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import io.pipes.api.network.Role;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What of a pipeline can change after it was made: by its maker while that is a writer, and by admins ({@link PipelineChange}).
 *
 * @param history what of a persistent pipeline's past a member who joins may read
 * @param retention how much of a persistent pipeline is kept
 * @param publish from which role up members may publish; {@code WRITER} or above. Who may not read may not publish either
 * @param read from which role up members may read; {@code READER} or above, since relays hold no keys
 * @param rotation how long a key is used
 * @param metadata what people and programs note about it, such as {@code title}; see {@link Metadata}
 */
public record PipelineSettings(
        HistoryPolicy history,
        Retention retention,
        Role publish,
        Role read,
        Rotation rotation,
        SortedMap<String, String> metadata) {
    public static final PipelineSettings DEFAULT = new PipelineSettings(
            HistoryPolicy.FULL, Retention.ALL, Role.WRITER, Role.READER, Rotation.NEVER, new TreeMap<>());

    public PipelineSettings {
        if (!publish.atLeast(Role.WRITER) || !read.atLeast(Role.READER)) {
            throw new IllegalArgumentException("Only writers publish and only readers read");
        }
        metadata.forEach(Metadata::check);
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        if (metadata.size() > Metadata.MAX_ENTRIES) {
            throw new IllegalArgumentException("A pipeline has at most " + Metadata.MAX_ENTRIES + " notes");
        }
    }

    /** From which role up members may publish who may read as well. */
    public Role publishers() {
        return publish.atLeast(read) ? publish : read;
    }

    public PipelineSettings with(HistoryPolicy other) {
        return new PipelineSettings(other, retention, publish, read, rotation, metadata);
    }

    public PipelineSettings with(Retention other) {
        return new PipelineSettings(history, other, publish, read, rotation, metadata);
    }

    public PipelineSettings with(Rotation other) {
        return new PipelineSettings(history, retention, publish, read, other, metadata);
    }

    public PipelineSettings publishedFrom(Role role) {
        return new PipelineSettings(history, retention, role, read, rotation, metadata);
    }

    public PipelineSettings readFrom(Role role) {
        return new PipelineSettings(history, retention, publish, role, rotation, metadata);
    }

    public PipelineSettings noted(SortedMap<String, String> other) {
        return new PipelineSettings(history, retention, publish, read, rotation, other);
    }
}
