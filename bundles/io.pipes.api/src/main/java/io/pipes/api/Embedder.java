// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import org.osgi.annotation.versioning.ProviderType;

/** Runs nodes inside applications. Found by {@link java.util.ServiceLoader}; applications call {@link Pipes#embedded(java.nio.file.Path)}. */
@ProviderType
public interface Embedder {
    /** As {@link Pipes#embedded(EmbeddedSettings)}. */
    Pipes start(EmbeddedSettings settings);
}
