// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.base.Bytes;
import io.pipes.pipeline.packet.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes the end of a chain away that does not count. In the first step the chain ends before it, with the first packets of what goes; so
 * whatever stops in between, nothing of it is taken for a part of the chain again. Nothing may be added to the chain until it is over.
 */
final class Withdrawal {
    /** So many packets are looked at at once. */
    private static final int PAGE = 16;

    private final HistoryStore store;
    private final Appender appender;
    private final Chain chain;
    private final Packet first;

    /** @param first the packet that takes the place of the first one that goes */
    Withdrawal(HistoryStore store, Appender appender, Chain chain, Packet first) {
        this.store = store;
        this.appender = appender;
        this.chain = chain;
        this.first = first;
    }

    CompletionStage<Void> run() {
        return look(first.header().seq(), new ArrayList<>()).thenCompose(this::take);
    }

    /** What goes. Of what is damaged the size is not known any more. */
    private CompletionStage<List<HistoryStore.Dropped>> look(long from, List<HistoryStore.Dropped> found) {
        int count = (int) Math.min(PAGE, chain.kept().seq() - from + 1);
        if (count <= 0) {
            return CompletableFuture.completedFuture(found);
        }
        return store.stored(chain.author(), from, count).thenCompose(page -> {
            for (int i = 0; i < count; i++) {
                found.add(new HistoryStore.Dropped(chain, from + i, size(page.get(i))));
            }
            return look(from + count, found);
        });
    }

    private static long size(Optional<Bytes> stored) {
        return stored.map(one -> (long) StoredPacket.encoded(one).size()).orElse(0L);
    }

    private CompletionStage<Void> take(List<HistoryStore.Dropped> all) {
        long bytes = all.stream().mapToLong(HistoryStore.Dropped::size).sum();
        Chain.End end = new Chain.End(
                first.header().seq() - 1,
                first.header().place().chain(),
                Math.max(0, chain.kept().bytes() - bytes));
        CompletionStage<Void> taken = CompletableFuture.completedFuture(null);
        for (int from = 0; from < all.size(); from += Appender.MAX_DROPPED) {
            List<HistoryStore.Dropped> some = all.subList(from, Math.min(all.size(), from + Appender.MAX_DROPPED));
            taken = taken.thenCompose(done -> appender.withdraw(chain, end, some));
        }
        return taken;
    }
}
