// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.Registration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What features offer to applications on one network. May be used from any thread. */
final class Facets {
    private final Map<Class<?>, Object> offered = new ConcurrentHashMap<>();

    <T> Registration offer(Class<T> type, T facet) {
        if (offered.putIfAbsent(type, facet) != null) {
            throw new IllegalStateException("There is a " + type.getSimpleName() + " already");
        }
        return () -> offered.remove(type, facet);
    }

    <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(offered.get(type)).map(type::cast);
    }
}
