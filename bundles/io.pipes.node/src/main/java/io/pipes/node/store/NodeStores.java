// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.api.PipesException;
import io.pipes.api.store.StoreInfo;
import io.pipes.api.store.Stores;
import io.pipes.base.Disk;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.storage.PacketStores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Shows nodes the store that the home says they are kept in, and has them moved to another one.
 *
 * <p><b>Threads.</b> Any. Showing and withdrawing block for as long as nodes take to stop, never on the loop.
 */
public final class NodeStores implements Stores {
    private final HomeChoice home;
    private final MoveProgress progress = new MoveProgress();
    private final Remains remains;
    private final Moving moving;
    private final Stage stage;
    private final Map<String, PacketStores> providers = new TreeMap<>();
    private final Object staging = new Object();
    private @Nullable PacketStores shown;

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
        home = new HomeChoice(db);
        remains = new Remains(home, keys, blocking);
        moving = new Moving(home, progress, remains, keys, suite, loop, blocking, this::settle);
        this.stage = stage;
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
        home.stop();
        settle();
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
        return home.isStopped() || progress.isCopying() ? null : providers.get(kind());
    }

    /** The store that nodes are kept in; empty when nobody can tell. */
    private String kind() {
        return home.chosen().map(StoreChoice::kind).orElse("");
    }

    @Override
    public synchronized StoreInfo info() {
        String kind = kind();
        return new StoreInfo(kind, List.copyOf(providers.keySet()), progress.move(), problems(kind));
    }

    private List<String> problems(String kind) {
        List<String> problems = new ArrayList<>();
        if (home.unknown().isPresent()) {
            problems.add(home.unknown().get());
        } else if (!providers.containsKey(kind)) {
            problems.add("Nodes are kept in the store '" + kind
                    + "', which is not there: its feature is starting, has settings that make no sense (see the log), or is"
                    + " not installed. Install it in the node's Karaf: feature:install pipes-storage-" + kind + ".");
        } else if (progress.isCopying()) {
            problems.add(
                    "Nodes are stopped while they are moved to another store. 'pipes store show' says how far it is.");
        }
        return List.copyOf(problems);
    }

    /** Destroys what an interrupted move has left, when the store where it lies is there. */
    private synchronized void clearRemains() {
        if (!home.isStopped() && !remains.isClearing() && !progress.isUnderWay()) {
            home.chosen().flatMap(StoreChoice::remains).map(providers::get).ifPresent(remains::clearLater);
        }
    }

    // moving

    @Override
    public CompletionStage<StoreInfo> move(String kind) {
        Moving.Route route;
        try {
            route = begin(kind);
        } catch (PipesException refused) {
            return CompletableFuture.failedStage(refused);
        }
        return moving.move(route)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        settle();
                        clearRemains();
                    }
                })
                .thenApply(done -> info())
                .minimalCompletionStage();
    }

    private synchronized Moving.Route begin(String kind) {
        home.refuseIfStopped();
        StoreChoice chosen = home.chosen()
                .orElseThrow(() -> new PipesException(
                        PipesException.Code.STORAGE, home.unknown().orElseThrow()));
        if (progress.isUnderWay()) {
            throw new PipesException(
                    PipesException.Code.BUSY, "Nodes are being moved already. 'pipes store show' says how far it is.");
        }
        if (remains.isClearing()) {
            throw new PipesException(
                    PipesException.Code.BUSY,
                    "What an earlier move has left is just being destroyed. Try again in a moment.");
        }
        if (chosen.kind().equals(kind)) {
            throw new PipesException(
                    PipesException.Code.INVALID_ARGUMENT, "Nodes are kept in the store '" + kind + "' already.");
        }
        Moving.Route route = new Moving.Route(installed(chosen.kind()), installed(kind));
        progress.begin(chosen.kind(), kind);
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
}
