// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One extension on one node, and everything it has registered. Lives on the loop. */
final class AttachedExtension {
    private final NodeExtension extension;
    private final List<Runnable> held = new ArrayList<>();
    private final List<Registration> registrations = new ArrayList<>();
    private NodeExtension.@Nullable Attachment attachment;
    private CompletionStage<Void> settling = CompletableFuture.completedFuture(null);
    private boolean live;
    private boolean over;

    AttachedExtension(NodeExtension extension) {
        this.extension = extension;
    }

    NodeExtension extension() {
        return extension;
    }

    boolean live() {
        return live;
    }

    boolean over() {
        return over;
    }

    /** Registers something now, taken back when the extension is detached. */
    Registration register(Registration made) {
        if (over) {
            made.close();
            return made;
        }
        registrations.add(made);
        return made;
    }

    /** Registers something once the extension is attached; before, it must not be called. */
    Registration registerWhenLive(Supplier<Registration> registering) {
        Later later = new Later(registering);
        register(later);
        if (live) {
            later.begin();
        } else {
            held.add(later::begin);
        }
        return later;
    }

    /** Completes when it is attached, or will never be; only then can it be let go. */
    CompletionStage<Void> settling() {
        return settling;
    }

    void settling(CompletionStage<Void> now) {
        settling = now;
    }

    void attached(NodeExtension.Attachment made) {
        attachment = made;
        live = !over;
        List.copyOf(held).forEach(Runnable::run);
        held.clear();
    }

    /** Lets it go, if it is there, once. */
    CompletionStage<Void> detach() {
        NodeExtension.Attachment leaving = attachment;
        attachment = null;
        return leaving == null ? CompletableFuture.completedFuture(null) : leaving.detach();
    }

    /** Takes away what it registered. */
    void withdraw() {
        over = true;
        live = false;
        held.clear();
        List.copyOf(registrations).forEach(Registration::close);
        registrations.clear();
    }

    private static final class Later implements Registration {
        private final Supplier<Registration> registering;
        private @Nullable Registration made;
        private boolean closed;

        Later(Supplier<Registration> registering) {
            this.registering = registering;
        }

        void begin() {
            if (!closed) {
                made = registering.get();
            }
        }

        @Override
        public void close() {
            closed = true;
            if (made != null) {
                made.close();
            }
        }
    }
}
