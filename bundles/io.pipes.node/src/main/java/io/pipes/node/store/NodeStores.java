// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.api.PipesException;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.StoreMove;
import io.pipes.api.store.StoreMove.Step;
import io.pipes.api.store.Stores;
import io.pipes.base.Disk;
import io.pipes.base.Secret;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeystoreException;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows nodes the store that the home says they are kept in, and moves them to another one.
 *
 * <p>A move is three durable lines in the home, one after the other: <em>derby, something may lie in postgresql</em> (copying),
 * <em>postgresql, something may lie in derby</em> (the switch), <em>postgresql</em> (cleared). Whatever is interrupted, the first word
 * names a store that is whole, and what lies in the other one is destroyed at the next opportunity.
 *
 * <p><b>Threads.</b> Any. Showing and withdrawing block for as long as nodes take to stop, never on the loop.
 */
public final class NodeStores implements Stores {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStores.class);

    private final ChoiceFile file;
    private final StoreKeys keys;
    private final CryptoSuite suite;
    private final Loop loop;
    private final Executor blocking;
    private final Stage stage;
    private final Map<String, PacketStores> providers = new TreeMap<>();
    private @Nullable StoreChoice choice;
    private @Nullable String unreadable;
    private final Object staging = new Object();
    private @Nullable PacketStores shown;
    private volatile @Nullable StoreMove move;
    /** Held while a line of the home is written: after {@link #stop} none is. */
    private final Object writing = new Object();

    private volatile boolean stopped;
    private boolean clearing;

    /** Where nodes see the store that is theirs. */
    public interface Stage {
        void show(PacketStores stores);

        /** Returns when nobody uses the stores any more. */
        void withdraw();
    }

    /**
     * @param db the area {@code db} of the home
     * @param blocking threads that may block
     */
    public NodeStores(Disk db, StoreKeys keys, CryptoSuite suite, Loop loop, Executor blocking, Stage stage) {
        file = new ChoiceFile(db);
        this.keys = keys;
        this.suite = suite;
        this.loop = loop;
        this.blocking = blocking;
        this.stage = stage;
        try {
            choice = file.read();
        } catch (IOException e) {
            unreadable = e.getMessage();
            LOG.error("No node can be opened: {}", unreadable);
        }
    }

    // which one it is

    public void add(PacketStores provider) {
        synchronized (this) {
            providers.put(provider.kind(), provider);
        }
        settle();
        clearRemains();
    }

    /** Returns when nobody uses it any more. */
    public void remove(PacketStores provider) {
        synchronized (this) {
            providers.remove(provider.kind(), provider);
        }
        settle();
    }

    /**
     * Withdraws everything, for good. A move that is under way comes to nothing: whoever shows stores next reads the home anew, and nobody
     * may switch it then.
     */
    public void stop() {
        synchronized (writing) {
            stopped = true;
        }
        settle();
    }

    private void refuseIfStopped() {
        if (stopped) {
            throw new PipesException(
                    PipesException.Code.FEATURE_MISSING,
                    "The part of this program that moves nodes is being replaced or stopped. Try again.");
        }
    }

    /** Under a lock of its own: nodes that are stopping need the loop, and the loop may be asking for {@link #info}. */
    private void settle() {
        synchronized (staging) {
            PacketStores wanted = wanted();
            if (shown != null && shown != wanted) {
                shown = null;
                stage.withdraw();
            }
            if (wanted != null && shown == null) {
                shown = wanted;
                stage.show(wanted);
            }
        }
    }

    private synchronized @Nullable PacketStores wanted() {
        StoreChoice chosen = choice;
        return stopped || isCopying() || chosen == null ? null : providers.get(chosen.kind());
    }

    private boolean isCopying() {
        StoreMove current = move;
        return current != null && current.step() == Step.COPYING;
    }

    @Override
    public synchronized StoreInfo info() {
        StoreChoice chosen = choice;
        String kind = chosen == null ? "" : chosen.kind();
        return new StoreInfo(kind, List.copyOf(providers.keySet()), Optional.ofNullable(move), problems(kind));
    }

    private List<String> problems(String kind) {
        List<String> problems = new ArrayList<>();
        if (unreadable != null) {
            problems.add(unreadable);
        } else if (!providers.containsKey(kind)) {
            problems.add("Nodes are kept in the store '" + kind
                    + "', which is not there: its feature is starting, has settings that make no sense (see the log), or is"
                    + " not installed. Install it in the node's Karaf: feature:install pipes-storage-" + kind + ".");
        } else if (isCopying()) {
            problems.add(
                    "Nodes are stopped while they are moved to another store. 'pipes store show' says how far it is.");
        }
        return List.copyOf(problems);
    }

    // moving

    @Override
    public CompletionStage<StoreInfo> move(String kind) {
        CompletableFuture<StoreInfo> over = new CompletableFuture<>();
        try {
            Route route = begin(kind);
            run(over, () -> copy(route, over));
        } catch (PipesException refused) {
            over.completeExceptionally(refused);
        }
        return over.minimalCompletionStage();
    }

    /** From where to where. */
    private record Route(PacketStores from, PacketStores to) {}

    private synchronized Route begin(String kind) {
        refuseIfStopped();
        StoreChoice chosen = choice;
        StoreMove current = move;
        if (chosen == null) {
            throw new PipesException(PipesException.Code.STORAGE, String.valueOf(unreadable));
        }
        if (current != null && !current.step().isOver()) {
            throw new PipesException(
                    PipesException.Code.BUSY, "Nodes are being moved already. 'pipes store show' says how far it is.");
        }
        if (clearing) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "What an earlier move has left is just being destroyed. Try again in a moment.");
        }
        if (chosen.kind().equals(kind)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "Nodes are kept in the store '" + kind + "' already.");
        }
        Route route = new Route(installed(chosen.kind()), installed(kind));
        move = new StoreMove(chosen.kind(), kind, Step.COPYING, 0, 0, 0, Optional.empty());
        return route;
    }

    private PacketStores installed(String kind) {
        PacketStores provider = providers.get(kind);
        if (provider == null) {
            throw new PipesException(
                    PipesException.Code.FEATURE_MISSING,
                    "There is no store '" + (kind.length() > 32 ? kind.substring(0, 32) + "..." : kind)
                            + "' here, only: " + String.join(", ", providers.keySet())
                            + ". Install it in the node's Karaf: feature:install pipes-storage-postgresql, for example.");
        }
        return provider;
    }

    private void copy(Route route, CompletableFuture<StoreInfo> over) throws Exception {
        LOG.info("Nodes are stopped and moved from the store {} to {}", route.from.kind(), route.to.kind());
        write(StoreChoice.of(route.from.kind()).withRemains(route.to.kind()));
        settle();
        Map<String, Secret> stores = keys.ofNodes();
        progress(current ->
                new StoreMove(current.from(), current.to(), current.step(), 0, stores.size(), 0, Optional.empty()));
        new StoreTransfer(route.from, route.to, suite, loop, this::copied, this::nodeDone)
                .run(stores)
                .whenComplete((done, failure) -> {
                    stores.values().forEach(Secret::close);
                    run(over, () -> copied(route, over, failure));
                });
    }

    private void copied(Route route, CompletableFuture<StoreInfo> over, @Nullable Throwable failure) throws Exception {
        if (failure != null) {
            throw failure instanceof Exception known ? known : new IllegalStateException(failure);
        }
        // The switch: before this line is durable nodes are in the old store, afterwards in the new one.
        write(StoreChoice.of(route.to.kind()).withRemains(route.from.kind()));
        step(Step.CLEARING);
        settle();
        LOG.info("Nodes are kept in the store {} from now on", route.to.kind());
        clear(route.from, () -> {
            step(Step.DONE);
            over.complete(info());
        });
    }

    private void failed(CompletableFuture<StoreInfo> over, Throwable failure) {
        Throwable cause = cause(failure);
        StoreMove current = move;
        if (current == null || current.step() != Step.COPYING) {
            // Switched already; only clearing did not come to its end.
            LOG.warn("What a move has left behind is destroyed at the next start", cause);
            step(Step.DONE);
            over.complete(info());
            return;
        }
        LOG.warn("Nodes were not moved and go on in the store {}", current.from(), cause);
        String sentence =
                "Nothing was moved: " + cause.getMessage() + " Nodes go on in the store '" + current.from() + "'.";
        progress(known -> new StoreMove(
                known.from(),
                known.to(),
                Step.FAILED,
                known.nodes(),
                known.allNodes(),
                known.entries(),
                Optional.of(sentence)));
        settle();
        clearRemains();
        over.completeExceptionally(new PipesException(PipesException.Code.STORAGE, sentence, cause));
    }

    private void write(StoreChoice next) throws IOException {
        synchronized (writing) {
            refuseIfStopped();
            StoreChoice before = chosen();
            try {
                file.write(next);
            } catch (IOException failure) {
                writeAgain(before, next, failure);
            }
            choose(next);
        }
    }

    /** A line whose writing failed may stand there all the same, and count after a restart. */
    private void writeAgain(@Nullable StoreChoice before, StoreChoice next, IOException failure) throws IOException {
        if (before == null || isStill(before)) {
            throw failure;
        }
        try {
            file.write(next);
        } catch (IOException again) {
            if (!next.kind().equals(before.kind())) {
                doubt(again);
            }
            throw again;
        }
    }

    private boolean isStill(StoreChoice before) {
        try {
            return file.read().equals(before);
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Both stores are whole; whichever nodes went on in now might not be the one that the home names after a restart. */
    private synchronized void doubt(IOException failure) {
        choice = null;
        unreadable = "The disk fails (" + failure.getMessage()
                + ") just when nodes change from one store to another: which one"
                + " the file db/store.txt names after a restart is not known now. Nothing is lost. See to the disk and start"
                + " again.";
        LOG.error("No node can be opened: {}", unreadable);
    }

    private synchronized @Nullable StoreChoice chosen() {
        return choice;
    }

    private synchronized void choose(StoreChoice next) {
        choice = next;
    }

    // progress

    private interface Change {
        StoreMove of(StoreMove current);
    }

    private synchronized void progress(Change change) {
        StoreMove current = move;
        if (current != null) {
            move = change.of(current);
        }
    }

    private void step(Step step) {
        progress(known -> new StoreMove(
                known.from(), known.to(), step, known.nodes(), known.allNodes(), known.entries(), known.failure()));
    }

    private void copied(long entries) {
        refuseIfStopped();
        progress(known -> new StoreMove(
                known.from(),
                known.to(),
                known.step(),
                known.nodes(),
                known.allNodes(),
                known.entries() + entries,
                known.failure()));
    }

    private void nodeDone() {
        progress(known -> new StoreMove(
                known.from(),
                known.to(),
                known.step(),
                known.nodes() + 1,
                known.allNodes(),
                known.entries(),
                known.failure()));
    }

    // what a move has left

    /** Destroys what an interrupted move has left, when the store where it lies is there. */
    private synchronized void clearRemains() {
        StoreChoice chosen = choice;
        StoreMove current = move;
        if (chosen == null
                || stopped
                || clearing
                || current != null && !current.step().isOver()) {
            return;
        }
        PacketStores other = chosen.remains().map(providers::get).orElse(null);
        if (other != null) {
            clearing = true;
            try {
                blocking.execute(() -> {
                    try {
                        clear(other, () -> clearing(false));
                    } catch (Exception e) {
                        clearing(false);
                        LOG.warn("What a move has left in the store {} could not be destroyed now", other.kind(), e);
                    }
                });
            } catch (RejectedExecutionException stopping) {
                clearing = false;
            }
        }
    }

    private synchronized void clearing(boolean now) {
        clearing = now;
    }

    private void clear(PacketStores other, Runnable then) throws KeystoreException {
        destroy(other, keys.names().iterator()).whenComplete((done, failure) -> {
            try {
                blocking.execute(() -> cleared(other, failure, then));
            } catch (RejectedExecutionException stopping) {
                then.run();
            }
        });
    }

    private void cleared(PacketStores other, @Nullable Throwable failure, Runnable then) {
        try {
            if (failure != null) {
                throw failure;
            }
            write(StoreChoice.of(info().kind()));
        } catch (Throwable e) {
            LOG.warn("What a move has left in the store {} is destroyed at the next start", other.kind(), cause(e));
        }
        then.run();
    }

    private static CompletionStage<Void> destroy(PacketStores provider, Iterator<String> names) {
        return names.hasNext()
                ? provider.destroy(names.next()).thenCompose(done -> destroy(provider, names))
                : CompletableFuture.completedFuture(null);
    }

    // running

    private interface Task {
        void run() throws Exception;
    }

    private void run(CompletableFuture<StoreInfo> over, Task task) {
        try {
            blocking.execute(() -> {
                try {
                    task.run();
                } catch (Exception | Error e) {
                    failed(over, e);
                }
            });
        } catch (RejectedExecutionException e) {
            failed(over, e);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
