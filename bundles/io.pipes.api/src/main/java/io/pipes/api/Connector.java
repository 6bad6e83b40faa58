// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import org.osgi.annotation.versioning.ProviderType;

/** Connects applications to node processes. Found by {@link java.util.ServiceLoader}; applications call {@link Pipes#connect()}. */
@ProviderType
public interface Connector {
    /** As {@link Pipes#connect(Endpoint)}. */
    Pipes connect(Endpoint endpoint);
}
