// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.peering;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.Randomness;
import io.pipes.base.id.NodeId;
import io.pipes.spi.storage.Change;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.storage.StoredEntry;
import io.pipes.spi.transport.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the members of a network may be found, kept in the node's store. Lives on the loop. */
public final class AddressBook {
    private static final Logger LOG = LoggerFactory.getLogger(AddressBook.class);

    private static final String AREA = "kernel/peers";
    private static final int PAGE = 1_024;

    /** How many nodes are remembered that nobody told us of. */
    static final int MAX_LEARNED = 1_024;

    private final PacketStore store;
    private final NavigableMap<NodeId, PeerAddresses> entries = new TreeMap<>();

    /** Those whom a person or a ticket told of: few. */
    private final NavigableSet<NodeId> told = new TreeSet<>();

    /** What was heard and is not in the store yet. */
    private final List<Change> unsaved = new ArrayList<>();

    /** All nodes, in whatever order chance has left them. */
    private final List<NodeId> mixed = new ArrayList<>();

    private AddressBook(PacketStore store) {
        this.store = store;
    }

    public static CompletionStage<AddressBook> load(PacketStore store) {
        AddressBook book = new AddressBook(store);
        return book.loadAfter(-1).thenApply(nothing -> book);
    }

    private CompletionStage<Void> loadAfter(long position) {
        return store.scan(AREA, position, PAGE).thenCompose(page -> {
            page.forEach(this::take);
            return page.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : loadAfter(page.get(page.size() - 1).position());
        });
    }

    private void take(StoredEntry entry) {
        try {
            enter(NodeId.of(entry.key()), PeerAddresses.decode(entry.value()));
        } catch (MalformedException | IllegalArgumentException e) {
            LOG.warn("An entry of the address book cannot be read and is passed over");
        }
    }

    private void enter(NodeId node, PeerAddresses addresses) {
        if (entries.put(node, addresses) == null) {
            mixed.add(node);
        }
        if (addresses.told()) {
            told.add(node);
        }
    }

    public Optional<PeerAddresses> of(NodeId node) {
        return Optional.ofNullable(entries.get(node));
    }

    int size() {
        return entries.size();
    }

    /** Whether somebody new finds no place unless another one is forgotten. */
    boolean isFull() {
        return entries.size() - told.size() >= MAX_LEARNED;
    }

    /** Those whom a person or a ticket told of, in order of id. */
    List<NodeId> told() {
        return List.copyOf(told);
    }

    /** So many nodes that meet the condition, chosen at random; looks at few of the others when most do. */
    List<NodeId> sample(Randomness randomness, int most, Predicate<NodeId> wanted) {
        List<NodeId> sample = new ArrayList<>(Math.min(most, mixed.size()));
        for (int i = 0; i < mixed.size() && sample.size() < most; i++) {
            Collections.swap(mixed, i, i + randomness.nextInt(mixed.size() - i));
            if (wanted.test(mixed.get(i))) {
                sample.add(mixed.get(i));
            }
        }
        return sample;
    }

    /** The node that was last expected at an address. */
    public Optional<NodeId> at(Address address) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().addresses().contains(address))
                .map(entry -> entry.getKey())
                .findFirst();
    }

    /** A person said, or a ticket, where a node is. The stage completes when it is kept. */
    public CompletionStage<Void> told(NodeId node, Bytes linkKey, List<Address> addresses) {
        PeerAddresses known = known(node, linkKey);
        return put(node, known.with(true, addresses));
    }

    /**
     * Heard from others where a node is; {@link #keep} puts it into the store.
     *
     * @param fromItself then nothing else that was only heard counts any more
     * @return whether that was news that is remembered: nothing of somebody new when the book is full
     */
    boolean heard(NodeId node, Bytes linkKey, List<Address> addresses, boolean fromItself) {
        PeerAddresses known = known(node, linkKey);
        boolean noPlace = isFull() && !entries.containsKey(node);
        if (noPlace || addresses.isEmpty()) {
            return false;
        }
        boolean replace = fromItself && !known.told();
        PeerAddresses now = replace ? new PeerAddresses(linkKey, false, addresses) : known.with(false, addresses);
        boolean news = replace ? !now.equals(known) : !known.addresses().containsAll(addresses);
        if (news) {
            enter(node, now);
            unsaved.add(Change.put(AREA, node.bytes(), now.encode()));
        }
        return news;
    }

    /** Puts what was {@linkplain #heard heard} into the store, all of it in one write. */
    void keep() {
        if (!unsaved.isEmpty()) {
            commit(List.copyOf(unsaved));
            unsaved.clear();
        }
    }

    private PeerAddresses known(NodeId node, Bytes linkKey) {
        return of(node).orElseGet(() -> new PeerAddresses(linkKey, false, List.of()));
    }

    /** Forgets a node, for instance because it was removed. */
    public void forget(NodeId node) {
        if (entries.remove(node) != null) {
            mixed.remove(node);
            told.remove(node);
            unsaved.removeIf(change -> change.key().equals(node.bytes()));
            commit(List.of(Change.remove(AREA, node.bytes())));
        }
    }

    private CompletionStage<Void> put(NodeId node, PeerAddresses addresses) {
        enter(node, addresses);
        keep();
        return commit(List.of(Change.put(AREA, node.bytes(), addresses.encode())));
    }

    /** What cannot be kept is known until the process ends; the store itself reports its trouble. */
    private CompletionStage<Void> commit(List<Change> changes) {
        return store.commit(changes).handle((position, failure) -> {
            if (failure != null) {
                LOG.warn("The address book could not be kept: {}", failure.getMessage());
            }
            return null;
        });
    }
}
