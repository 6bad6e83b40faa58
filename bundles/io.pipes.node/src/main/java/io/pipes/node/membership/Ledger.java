// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.Registration;
import io.pipes.spi.storage.Change;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The membership log of one node: kept in its store, judged, and told to those who listen.
 *
 * <p><b>Threads.</b> Lives on the node's loop; every call, stage and event happens there.
 *
 * <p><b>Durability.</b> What {@link #members}, {@link #head} and events show is in the store. Changes wait for each other, so each is
 * judged with everything before it committed.
 *
 * <p><b>Failure.</b> Stages fail with {@code PipesException}: {@code REFUSED} when this node may not, {@code NOT_FOUND}, {@code
 * ALREADY_EXISTS}, {@code REVOKED}, {@code STORAGE} when nothing was changed because the store did not take it.
 */
public final class Ledger implements Membership {
    /** The longest proof, in bytes: it leaves room beside it in the first payload of a handshake. */
    public static final int MAX_PROOF_BYTES = 3_584;

    private Ledger() {}

    /**
     * Begins a ledger in a store that has none: of a network just founded, or of one this node was let into, whose other operations
     * are then fetched over a link.
     *
     * @param genesis the first operation with its signature; fails with {@code TICKET_INVALID} unless it is that of the network
     */
    public static CompletionStage<Ledger> begin(LocalNode node, NetworkId network, Bytes genesis) {
        throw new UnsupportedOperationException();
    }

    /** Loads a ledger; fails with {@code NOT_FOUND} when the store has none of this network. */
    public static CompletionStage<Ledger> load(LocalNode node, NetworkId network) {
        throw new UnsupportedOperationException();
    }

    public NetworkId network() {
        throw new UnsupportedOperationException();
    }

    public String networkName() {
        throw new UnsupportedOperationException();
    }

    /** The key that was named for emergencies when the network was founded. */
    public Bytes recoveryKey() {
        throw new UnsupportedOperationException();
    }

    /** The first operation with its signature, for who joins. */
    public Bytes genesis() {
        throw new UnsupportedOperationException();
    }

    /** This node. */
    public NodeId self() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Collection<Member> members() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Member> member(NodeId id) {
        throw new UnsupportedOperationException();
    }

    public Optional<Member> memberByLinkKey(Bytes linkKey) {
        throw new UnsupportedOperationException();
    }

    /** Whether this key belonged to a member and does not any more; then its owner gets silence. */
    public boolean isRevoked(Bytes linkKey) {
        throw new UnsupportedOperationException();
    }

    /** Whether this node was a member and is not any more. */
    public boolean isRevoked(NodeId node) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bytes head() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Statement> statements(String kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Statement> record(String kind, Bytes body) {
        throw new UnsupportedOperationException();
    }

    /** Listeners hear in the order in which they were registered. */
    @Override
    public Registration listen(MembershipListener listener) {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a node.
     *
     * @param prekey its box key, kept in the same step; signed by the node itself
     * @param beside decides, when it is this change's turn, what else is committed in the same step; what it throws fails the stage
     */
    public CompletionStage<Member> add(
            Candidate candidate,
            Role role,
            Optional<InvitationId> invitation,
            Prekey prekey,
            Supplier<List<Change>> beside) {
        throw new UnsupportedOperationException();
    }

    /** Removes a member for good; a node may remove itself, whatever its role. */
    public CompletionStage<Void> remove(NodeId node) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Void> assign(NodeId node, Role role) {
        throw new UnsupportedOperationException();
    }

    /** Makes a box key this node's current one. The stage completes when it is kept. */
    public CompletionStage<Void> publish(Bytes boxKey) {
        throw new UnsupportedOperationException();
    }

    public Optional<Prekey> prekey(NodeId node) {
        throw new UnsupportedOperationException();
    }

    /**
     * Operations from which a node that does not know a member yet can tell that it is one; the oldest are left out when they do not fit.
     *
     * @return at most {@link #MAX_PROOF_BYTES}; fails with {@link IllegalArgumentException} for who is no member
     */
    public Bytes proof(NodeId node) {
        throw new UnsupportedOperationException();
    }

    /**
     * Checks what {@link #proof} made elsewhere. Keeps nothing of it.
     *
     * @param linkKey the key that the other side has proven to hold
     * @return the member, without a box key
     */
    public Member verifyProof(Bytes proof, Bytes linkKey) throws MalformedException {
        throw new UnsupportedOperationException();
    }
}
