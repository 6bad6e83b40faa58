// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.NodeExtension;
import io.pipes.spi.node.Registration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The extensions of one node. One that replaces another of the same name is attached only after that one has left. Lives on the loop;
 * {@link #settled} may be asked from any thread.
 */
final class Extensions {
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);

    private final Problems problems;
    private final Function<AttachedExtension, NodeContext> contexts;
    private final List<AttachedExtension> present = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> leaving = new TreeMap<>();
    private final Map<AttachedExtension, Registration> failed = new IdentityHashMap<>();
    private volatile boolean settled = true;

    Extensions(Problems problems, Function<AttachedExtension, NodeContext> contexts) {
        this.problems = problems;
        this.contexts = contexts;
    }

    /** Whether every extension is attached. */
    boolean settled() {
        return settled;
    }

    /** Of those that are attached now, in order. */
    Collection<String> names() {
        Set<String> names = new TreeSet<>();
        present.stream()
                .filter(AttachedExtension::live)
                .forEach(entry -> names.add(entry.extension().name()));
        return names;
    }

    private void changed() {
        settled = present.stream().allMatch(AttachedExtension::live);
    }

    /** Completes when the extension is attached, or has failed and was reported. */
    CompletionStage<Void> add(NodeExtension extension) {
        AttachedExtension entry = new AttachedExtension(extension);
        present.add(entry);
        changed();
        CompletableFuture<Void> before =
                leaving.getOrDefault(extension.name(), CompletableFuture.completedFuture(null));
        entry.settling(
                before.thenCompose(gone -> entry.over() ? CompletableFuture.completedFuture(null) : attach(entry)));
        return entry.settling();
    }

    private CompletionStage<Void> attach(AttachedExtension entry) {
        CompletionStage<NodeExtension.Attachment> attaching;
        try {
            attaching = entry.extension().attach(contexts.apply(entry));
        } catch (RuntimeException e) {
            attaching = CompletableFuture.failedFuture(e);
        }
        return attaching.handle((attachment, failure) -> {
            if (failure == null) {
                attached(entry, attachment);
            } else if (!entry.over()) {
                failed(entry, Hop.cause(failure));
            }
            changed();
            return null;
        });
    }

    /** One that should leave by now is attached all the same: it is let go in its turn. */
    private void attached(AttachedExtension entry, NodeExtension.Attachment attachment) {
        try {
            entry.attached(attachment);
        } catch (RuntimeException e) {
            failed(entry, e);
            letGo(entry);
        }
    }

    private void failed(AttachedExtension entry, Throwable failure) {
        String name = entry.extension().name();
        LOG.warn("The feature {} could not be attached to a node", name, failure);
        entry.withdraw();
        String sentence = "The feature '" + name + "' does not work: " + failure.getMessage() + ". See the log.";
        failed.put(entry, problems.report(sentence));
    }

    private static CompletionStage<Void> letGo(AttachedExtension entry) {
        CompletionStage<Void> detaching;
        try {
            detaching = entry.detach();
        } catch (RuntimeException e) {
            detaching = CompletableFuture.failedFuture(e);
        }
        return detaching.exceptionally(failure -> {
            LOG.warn(
                    "The feature {} failed while it was detached",
                    entry.extension().name(),
                    failure);
            return null;
        });
    }

    /** Completes when it has left nothing behind; what fails on the way is logged. */
    CompletionStage<Void> remove(NodeExtension extension) {
        List<AttachedExtension> leavers =
                present.stream().filter(entry -> entry.extension() == extension).toList();
        return all(leavers.stream().map(this::leave).toList());
    }

    private CompletableFuture<Void> leave(AttachedExtension entry) {
        present.remove(entry);
        Registration problem = failed.remove(entry);
        if (problem != null) {
            problem.close();
        }
        changed();
        entry.withdraw();
        String name = entry.extension().name();
        CompletableFuture<Void> gone =
                entry.settling().thenCompose(settled -> letGo(entry)).toCompletableFuture();
        leaving.put(name, gone);
        return gone.thenRun(() -> leaving.remove(name, gone));
    }

    /** Lets all of them go, the last one first. */
    CompletionStage<Void> removeAll() {
        List<AttachedExtension> leavers = new ArrayList<>(present);
        Collections.reverse(leavers);
        return all(leavers.stream().map(this::leave).toList());
    }

    private static CompletionStage<Void> all(List<CompletableFuture<Void>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
    }
}
