// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What features offer to applications, and to each other, on one network. {@link #find} may be used from any thread; the rest lives on the
 * loop.
 */
final class Facets {
    private static final Logger LOG = LoggerFactory.getLogger(Facets.class);

    private final Map<Class<?>, Object> offered = new ConcurrentHashMap<>();
    private final List<Watch<?>> watches = new ArrayList<>();

    <T> Registration offer(Class<T> type, T facet) {
        if (offered.putIfAbsent(type, facet) != null) {
            throw new IllegalStateException("There is a " + type.getSimpleName() + " already");
        }
        changed(type);
        return () -> {
            if (offered.remove(type, facet)) {
                changed(type);
            }
        };
    }

    <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(offered.get(type)).map(type::cast);
    }

    /** Tells what is there, now and whenever that changes; between one facet and the next always that there is none. */
    <T> Registration follow(Class<T> type, Consumer<Optional<T>> watcher) {
        Watch<T> watch = new Watch<>(type, watcher);
        watches.add(watch);
        watch.begin();
        return watch;
    }

    private void changed(Class<?> type) {
        List.copyOf(watches).stream().filter(watch -> watch.type == type).forEach(Watch::look);
    }

    /** One who follows a facet. What a watcher does may change facets again, so each look goes on until it was told what there is. */
    private final class Watch<T> implements Registration {
        final Class<T> type;
        private final Consumer<Optional<T>> watcher;
        private @Nullable T told;
        private boolean closed;

        Watch(Class<T> type, Consumer<Optional<T>> watcher) {
            this.type = type;
            this.watcher = watcher;
        }

        void begin() {
            if (find(type).isEmpty()) {
                tell(null);
            }
            look();
        }

        void look() {
            T now = find(type).orElse(null);
            while (!closed && told != now) {
                tell(told == null ? now : null);
                now = find(type).orElse(null);
            }
        }

        private void tell(@Nullable T now) {
            told = now;
            try {
                watcher.accept(Optional.ofNullable(now));
            } catch (RuntimeException e) {
                LOG.warn("Somebody who follows {} failed when it changed", type.getSimpleName(), e);
            }
        }

        @Override
        public void close() {
            closed = true;
            watches.remove(this);
        }
    }
}
