// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.routing.topology;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.SigningKey;
import io.pipes.spi.loop.Loop;
import io.pipes.spi.node.ExchangeHandler;
import io.pipes.spi.node.LinkState;
import io.pipes.spi.node.Links;
import io.pipes.spi.node.Member;
import io.pipes.spi.node.Membership;
import io.pipes.spi.node.MembershipListener;
import io.pipes.spi.node.NodeContext;
import io.pipes.spi.node.Protocol;
import io.pipes.spi.node.Registration;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.transport.Connection;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A node that has links and members, and of all features only its topology. */
final class TestNode implements NodeContext, Membership, Links, Routing {
    final TestNetwork network;
    final SimulatedLoop loop;
    final SortedMap<NodeId, Member> members = new TreeMap<>();
    final List<String> problems = new ArrayList<>();
    private final String name;
    private final NodeId id;
    private final SigningKey key;
    private final List<MembershipListener> listeners = new ArrayList<>();
    private StoreShelf shelf = new StoreShelf();
    private PacketStore store;
    private Topology topology;
    boolean relays = true;
    int changes;
    int pauses;

    @Nullable
    ExchangeHandler handler;

    TestNode(TestNetwork network, String name) {
        this.network = network;
        this.name = name;
        loop = new SimulatedLoop(network.time, name);
        key = network.suite.newSigningKey(network.time.randomness("key of " + name));
        id = NodeId.of(network.suite.hash(Label.NODE.bytes(), key.publicKey()));
        store = network.store(shelf, loop);
        topology = new Topology(this, relays);
    }

    Member member() {
        Bytes none = Bytes.wrap(new byte[32]);
        return new Member(id, IdentityId.of(none), name, Role.WRITER, key.publicKey(), none, none);
    }

    Topology topology() {
        return topology;
    }

    void start() {
        loop.execute(() -> {
            topology = new Topology(this, relays);
            topology.load().thenRun(topology::start);
        });
    }

    /** What an update of the bundle does. */
    void stop() {
        loop.execute(() -> {
            handler = null;
            listeners.clear();
            topology.stop();
        });
    }

    void loseStore() {
        shelf = new StoreShelf();
        store = network.store(shelf, loop);
    }

    void learn(Member member) {
        loop.execute(() -> {
            members.put(member.id(), member);
            List.copyOf(listeners).forEach(listener -> listener.joined(member));
        });
    }

    void forget(Member member) {
        loop.execute(() -> {
            members.remove(member.id());
            List.copyOf(listeners).forEach(listener -> listener.removed(member));
        });
    }

    // NodeContext

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public NetworkId network() {
        return TestNetwork.ID;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Randomness randomness() {
        return network.time.randomness(name);
    }

    @Override
    public Executor workers() {
        return loop;
    }

    @Override
    public CryptoSuite suite() {
        return network.suite;
    }

    @Override
    public Membership membership() {
        return this;
    }

    @Override
    public Links links() {
        return this;
    }

    @Override
    public Routing routing() {
        return this;
    }

    @Override
    public Collection<String> features() {
        return List.of("routing");
    }

    @Override
    public PacketStore store() {
        return store;
    }

    @Override
    public BlobStore blobs() {
        throw new UnsupportedOperationException("routing has no blobs");
    }

    @Override
    public Executor blocking() {
        throw new UnsupportedOperationException("routing does not block");
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        return key.sign(label, message);
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offered) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registration problem(String sentence) {
        problems.add(sentence);
        return () -> problems.remove(sentence);
    }

    // Membership

    @Override
    public Collection<Member> members() {
        return members.values();
    }

    @Override
    public Optional<Member> member(NodeId node) {
        return Optional.ofNullable(members.get(node));
    }

    @Override
    public Optional<Bytes> authorKey(NodeId node) {
        return member(node).map(Member::signingKey);
    }

    @Override
    public Map<NodeId, List<Ending>> former(Role role) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isBefore(OperationId earlier, OperationId later) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bytes head() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Statement> statements(String kind) {
        return List.of();
    }

    @Override
    public List<Statement> voided(String kind) {
        return List.of();
    }

    @Override
    public CompletionStage<Statement> record(String kind, Bytes body) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Registration listen(MembershipListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public List<Bytes> operations(int from) {
        return List.of();
    }

    @Override
    public CompletionStage<LogIntake> take(List<Bytes> operations) {
        return CompletableFuture.completedFuture(new LogIntake(0, Optional.empty()));
    }

    // Links

    @Override
    public Collection<NodeId> linked() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<LinkState> link(NodeId member) {
        return Optional.empty();
    }

    @Override
    public void want(NodeId member) {}

    @Override
    public Registration handle(Protocol protocol, ExchangeHandler handling) {
        handler = handling;
        network.links(this).forEach(link -> link.attach(this));
        return () -> handler = null;
    }

    // Routing

    @Override
    public Registration offer(Router router) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Router> router() {
        return Optional.empty();
    }

    @Override
    public void accept(Connection connection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void changed() {
        changes++;
    }

    @Override
    public Registration listen(Runnable listener) {
        return () -> {};
    }

    @Override
    public String toString() {
        return name;
    }
}
