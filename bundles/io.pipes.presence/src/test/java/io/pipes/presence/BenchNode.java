// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.presence;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Randomness;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
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
import io.pipes.spi.node.Route;
import io.pipes.spi.node.Router;
import io.pipes.spi.node.Routing;
import io.pipes.spi.node.TrafficClass;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;
import io.pipes.spi.transport.Connection;
import io.pipes.testkit.storage.MemoryPacketStores;
import io.pipes.testkit.storage.StoreShelf;
import io.pipes.testkit.time.SimulatedLoop;
import io.pipes.testkit.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A node whose links, routes and members are as the test says. */
final class BenchNode implements NodeContext, Membership, Links, Routing, Router {
    static final NodeId SELF = id(0);

    final List<Bytes> announced = new ArrayList<>();
    final Map<NodeId, Bytes> notes = new HashMap<>();
    final Map<NodeId, List<NodeId>> routes = new TreeMap<>();
    final List<String> features = new ArrayList<>(List.of("presence"));
    Object offered = List.of();
    boolean routing = true;
    private final VirtualTime time;
    private final SimulatedLoop loop;
    private final PacketStore store;
    private final Map<NodeId, Member> members = new TreeMap<>();
    private final Map<NodeId, LinkState> links = new TreeMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final List<MembershipListener> membershipListeners = new ArrayList<>();

    BenchNode(VirtualTime time, StoreShelf shelf) {
        this.time = time;
        loop = new SimulatedLoop(time, "bench");
        var opened =
                new MemoryPacketStores(shelf, Duration.ofMillis(1)).open("node", Secret.copyOf(new byte[32]), loop);
        time.runFor(Duration.ofMillis(1));
        store = opened.toCompletableFuture().join();
        member(SELF, "self");
    }

    static NodeId id(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return NodeId.of(Bytes.wrap(id));
    }

    void member(NodeId id, String name) {
        IdentityId identity = IdentityId.of(Bytes.wrap(new byte[IdentityId.SIZE]));
        Member member = new Member(id, identity, name, Role.WRITER, Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY);
        members.put(id, member);
        membershipListeners.forEach(listener -> listener.joined(member));
    }

    void expel(NodeId id) {
        Member gone = members.remove(id);
        membershipListeners.forEach(listener -> listener.removed(gone));
    }

    /** There is a link, and something came over it just now. */
    void heard(NodeId from) {
        boolean fresh = links.put(
                        from,
                        new LinkState(true, Duration.ofMillis(3), loop.clock().nanos()))
                == null;
        if (fresh) {
            tell();
        }
    }

    void cut(NodeId from) {
        links.remove(from);
        tell();
    }

    void route(NodeId to, NodeId... way) {
        routes.put(to, List.of(way));
        tell();
    }

    void unroute(NodeId to) {
        routes.remove(to);
        tell();
    }

    void tell() {
        List.copyOf(listeners).forEach(Runnable::run);
    }

    // as a node

    @Override
    public NodeId id() {
        return SELF;
    }

    @Override
    public NetworkId network() {
        return NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Randomness randomness() {
        return time.randomness("bench");
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public CryptoSuite suite() {
        throw new UnsupportedOperationException("presence needs no cryptography");
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
        return features;
    }

    @Override
    public PacketStore store() {
        return store;
    }

    @Override
    public BlobStore blobs() {
        throw new UnsupportedOperationException("presence has no blobs");
    }

    @Override
    public Executor blocking() {
        throw new UnsupportedOperationException("presence does not block");
    }

    @Override
    public Bytes sign(Label label, Bytes message) {
        throw new UnsupportedOperationException("presence signs nothing");
    }

    @Override
    public Bytes unbox(Label label, Bytes context, Bytes box) {
        throw new UnsupportedOperationException("presence opens nothing");
    }

    @Override
    public <T> Registration offer(Class<T> facet, T offer) {
        offered = offer;
        return () -> {};
    }

    @Override
    public Registration problem(String sentence) {
        throw new AssertionError(sentence);
    }

    // as its membership

    @Override
    public Collection<Member> members() {
        return members.values();
    }

    @Override
    public Optional<Bytes> authorKey(NodeId id) {
        return member(id).map(Member::signingKey);
    }

    @Override
    public Optional<Member> member(NodeId id) {
        return Optional.ofNullable(members.get(id));
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
        return Bytes.EMPTY;
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
        throw new UnsupportedOperationException("presence records nothing; not even " + OperationId.SIZE + " bytes");
    }

    @Override
    public Registration listen(MembershipListener listener) {
        membershipListeners.add(listener);
        return () -> membershipListeners.remove(listener);
    }

    @Override
    public List<Bytes> operations(int from) {
        return List.of();
    }

    @Override
    public CompletionStage<LogIntake> take(List<Bytes> operations) {
        return CompletableFuture.completedFuture(new LogIntake(0, Optional.empty()));
    }

    // as its links

    @Override
    public Collection<NodeId> linked() {
        return List.copyOf(links.keySet());
    }

    @Override
    public Optional<LinkState> link(NodeId member) {
        return Optional.ofNullable(links.get(member));
    }

    @Override
    public Registration listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void want(NodeId member) {
        throw new AssertionError("presence asks for no links");
    }

    @Override
    public Registration handle(Protocol protocol, ExchangeHandler handler) {
        throw new AssertionError("presence speaks no protocol");
    }

    // as its routing

    @Override
    public Registration offer(Router router) {
        throw new UnsupportedOperationException("it is one itself");
    }

    @Override
    public Optional<Router> router() {
        return routing ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void accept(Connection connection) {
        throw new UnsupportedOperationException("nobody connects");
    }

    @Override
    public void changed() {
        throw new UnsupportedOperationException("it is for routers");
    }

    // as its router

    @Override
    public Optional<Route> route(NodeId member) {
        return Optional.ofNullable(routes.get(member)).map(way -> new Route(way, Duration.ofMillis(8)));
    }

    @Override
    public Optional<Route> taken(NodeId member) {
        return Optional.empty();
    }

    @Override
    public Collection<NodeId> reachable() {
        return routes.keySet();
    }

    @Override
    public Collection<Edge> edges() {
        return List.of();
    }

    @Override
    public CompletionStage<Connection> open(NodeId member, TrafficClass traffic) {
        throw new UnsupportedOperationException("nobody connects");
    }

    @Override
    public void announce(Bytes note) {
        announced.add(note);
    }

    @Override
    public Optional<Bytes> note(NodeId member) {
        return Optional.ofNullable(notes.get(member));
    }
}
