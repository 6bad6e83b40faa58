// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.testkit.nodes;

import io.pipes.api.message.Content;
import io.pipes.api.message.Message;
import io.pipes.api.message.Sent;
import io.pipes.api.network.NetworkState;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeState;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.node.kernel.Kernel;
import io.pipes.spi.local.LocalMessaging;
import io.pipes.spi.local.LocalNetwork;
import io.pipes.spi.local.LocalPipeline;
import io.pipes.spi.local.LocalPipelines;
import io.pipes.spi.local.OwnIdentities;
import io.pipes.spi.storage.StoreException;
import io.pipes.testkit.network.SimulatedHost;
import io.pipes.testkit.storage.BlobShelf;
import io.pipes.testkit.storage.StoreShelf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One node of a {@link SimulatedPipes}, on a machine of its own. What it has heard is remembered through crashes and restarts.
 *
 * <p><b>Threads.</b> Only the thread of the simulation. Methods that ask the node let the time pass that its answer takes.
 */
public final class SimulatedNode {
    private final SimulatedPipes pipes;
    private final SimulatedHost host;
    private final StoreShelf shelf;
    private final BlobShelf blobs;
    private final List<Message> messages = new ArrayList<>();

    /** When each of these came, in virtual nanoseconds. */
    private final List<Long> cameAt = new ArrayList<>();

    private final List<Message> direct = new ArrayList<>();
    private @Nullable SimulatedProcess process;
    private @Nullable NodeId id;
    private int heardBefore;
    private boolean deaf;

    SimulatedNode(SimulatedPipes pipes, SimulatedHost host) {
        this(pipes, host, new StoreShelf(), new BlobShelf());
    }

    private SimulatedNode(SimulatedPipes pipes, SimulatedHost host, StoreShelf shelf, BlobShelf blobs) {
        this.pipes = pipes;
        this.host = host;
        this.shelf = shelf;
        this.blobs = blobs;
    }

    SimulatedNode copy(SimulatedHost onto) {
        SimulatedNode copy = new SimulatedNode(pipes, onto, shelf.copy(), blobs.copy());
        copy.id = id;
        return copy;
    }

    /** The name of the machine, of the identity and of the oracle's actor. */
    public String name() {
        return host.name();
    }

    /** The machine: its disk, its clock, its faults. */
    public SimulatedHost host() {
        return host;
    }

    public NodeId id() {
        NodeId known = id;
        if (known == null) {
            throw new IllegalStateException(name() + " has not joined");
        }
        return known;
    }

    /** The head of this node's membership log: equal on two nodes exactly when they have the same operations. */
    public Optional<Bytes> head() {
        return running().membered().head();
    }

    /** How many valid statements of a kind this node's membership log has. */
    public int statements(String kind) {
        return running().membered().statements(kind);
    }

    /** Whether this node knows that another one was a member and is none any more. */
    public boolean knowsRemovalOf(SimulatedNode other) {
        return other.isMember() && running().membered().wasRemoved(other.id());
    }

    /** The epoch of the pipeline in which this node would publish now; lets the time pass that its answer takes. */
    public Optional<String> epoch() {
        return pipes.done(
                onLoop(() -> findPipeline().flatMap(pipeline -> pipeline.info().epoch())));
    }

    boolean isMember() {
        return id != null;
    }

    public boolean isRunning() {
        return process != null;
    }

    /**
     * The network as this node sees it; its methods complete while time passes, see {@link SimulatedPipes#done}.
     *
     * @throws IllegalStateException while the node does not run or has not loaded what it stored
     */
    public LocalNetwork network() {
        running();
        return findNetwork().orElseThrow(() -> new IllegalStateException(name() + " has not loaded its network yet"));
    }

    /** What this process is made of inside: what the gateway has of it. Its methods complete while time passes. */
    public Kernel kernel() {
        return running().kernel();
    }

    /** The identities of this process. */
    public OwnIdentities identities() {
        return running().identities();
    }

    private Optional<LocalNetwork> findNetwork() {
        return Optional.ofNullable(process).flatMap(running -> running.kernel().find(SimulatedPipes.NETWORK));
    }

    /** Publishes a text to everybody. Completes when this node has handed it to its links. */
    public CompletionStage<Sent> publish(String text) {
        return publish(Content.text(text));
    }

    public CompletionStage<Sent> publish(Content content) {
        CompletionStage<Sent> sent = onLoop(() -> pipeline().publish(content)).thenCompose(stage -> stage);
        sent.whenComplete((done, failure) -> pipes.news(name() + " published"));
        return sent;
    }

    /** Sends a text to one node. */
    public CompletionStage<Sent> send(SimulatedNode to, String text) {
        CompletionStage<CompletionStage<Sent>> begun =
                onLoop(() -> facet(LocalMessaging.class).send(to.id(), Content.text(text)));
        CompletableFuture<Sent> sent = begun.thenCompose(stage -> stage).toCompletableFuture();
        sent.whenComplete((done, failure) -> {
            if (sent.isCancelled()) {
                begun.thenAccept(stage -> stage.toCompletableFuture().cancel(false));
            }
            pipes.news(name() + " sent");
        });
        return sent;
    }

    /** The texts that others published and this node has heard, in the order of their arrival, also before its last restart. */
    public List<String> heard() {
        return heard(messages);
    }

    /** Like {@link #heard}, but only what the process has heard that runs now. */
    public List<String> heardSinceStart() {
        return heard(messages.subList(heardBefore, messages.size()));
    }

    private List<String> heard(List<Message> from) {
        return from.stream()
                .filter(message -> !message.author().equals(id))
                .map(SimulatedNode::text)
                .toList();
    }

    /** Everything that came through the pipeline, this node's own messages as well. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** When each of {@link #messages} came, in virtual nanoseconds. */
    public List<Long> cameAt() {
        return List.copyOf(cameAt);
    }

    /** The texts that were sent to this node alone. */
    public List<String> heardDirectly() {
        return direct.stream().map(SimulatedNode::text).toList();
    }

    /** Whether, from its next start on, no program on it takes what is sent to this node alone. */
    public void deaf(boolean now) {
        deaf = now;
    }

    boolean isDeaf() {
        return deaf;
    }

    /** Nodes to which there is a direct link now; none while this node does not run. */
    public Set<NodeId> peers() {
        Set<NodeId> peers = new TreeSet<>();
        for (NodeInfo node : findNetwork().map(LocalNetwork::nodes).orElse(List.of())) {
            if (node.state() == NodeState.CONNECTED) {
                peers.add(node.node());
            }
        }
        return peers;
    }

    public boolean isConnected() {
        return findNetwork()
                .filter(network -> network.state() == NetworkState.CONNECTED)
                .isPresent();
    }

    /** Loses power: the others hear nothing, and what was not durable may be lost. */
    public void crash() {
        running().end();
        process = null;
        host.crash();
    }

    /** Ends the process at once; the machine lives on and resets its connections. */
    public void kill() {
        running().end();
        process = null;
        host.kill();
    }

    /** Starts the first process on a machine that was {@linkplain SimulatedPipes#copy copied}. It loads what there is, while time passes. */
    public void boot() {
        start();
        pipes.news(name() + " was started");
    }

    /** Starts a new process after a crash or kill. It loads what there is, while time passes. */
    public void restart() {
        host.restart();
        start();
        pipes.news(name() + " was started again");
    }

    /** The node's store takes nothing more for this reason, or again with null. Reading goes on. */
    public void failStore(StoreException.@Nullable Reason reason) {
        running().failStore(reason);
    }

    /**
     * The disk damages every so manieth entry in areas of the node's store that begin like this; the store notices.
     *
     * @return how many are lost
     */
    public int damageStore(String areas, int every) {
        return running().damageStore(areas, every);
    }

    /** The blobs on this node's disk. */
    public BlobShelf blobs() {
        return blobs;
    }

    /** Stands still as after SIGSTOP: nothing runs, while the clocks go on and the others wait. */
    public void freeze() {
        pipes.news(name() + " stands still");
        host.loop().suspend();
    }

    /** Goes on after {@link #freeze}. */
    public void thaw() {
        pipes.news(name() + " goes on");
        host.loop().resume();
    }

    /**
     * Replaces the feature that brings pipelines and messages, as an update of its bundle does while the node runs. Calls that come
     * meanwhile fail with {@code FEATURE_MISSING} or find no pipeline, and may be made again.
     */
    public void replacePipelines() {
        running().replacePipelines();
        pipes.news(name() + " has its pipelines replaced");
    }

    /** Replaces the feature that finds ways through others, as an update of its bundle does. */
    public void replaceRouting() {
        running().replaceRouting();
        pipes.news(name() + " has its routing replaced");
    }

    /** Replaces the feature that brings services, as an update of its bundle does. */
    public void replaceServices() {
        running().replaceServices();
        pipes.news(name() + " has its services replaced");
    }

    /** What an update of the kernel's bundle does: links end, and the same features live on in a new kernel. */
    public void replaceKernel() {
        running().replaceKernel();
    }

    /** The pipeline that everybody has; only inside {@link #onLoop}. */
    LocalPipeline pipeline() {
        return findPipeline().orElseThrow(() -> new IllegalStateException(name() + " does not know the pipeline"));
    }

    Optional<LocalPipeline> findPipeline() {
        return findNetwork()
                .flatMap(network -> network.facet(LocalPipelines.class))
                .flatMap(pipelines -> pipelines.find(SimulatedPipes.PIPELINE));
    }

    <T> T facet(Class<T> type) {
        return network().facet(type).orElseThrow();
    }

    /** Asks something on the node's own loop, as its features must be asked where time stands still. */
    <T> CompletionStage<T> onLoop(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        host.loop().execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(new CompletionException(e));
            }
        });
        return answer;
    }

    void start() {
        heardBefore = messages.size();
        process = new SimulatedProcess(pipes, this, shelf, blobs);
        process.start();
    }

    SimulatedProcess running() {
        SimulatedProcess now = process;
        if (now == null) {
            throw new IllegalStateException(name() + " is not running");
        }
        return now;
    }

    void joined(NodeId as) {
        id = as;
    }

    void heard(Message message) {
        if (message.pipeline().isPresent()) {
            messages.add(message);
            cameAt.add(pipes.time().nanos());
        } else {
            direct.add(message);
        }
        pipes.news(name() + " heard " + message.message().text());
    }

    void forget() {
        process = null;
    }

    static String text(Message message) {
        return new String(message.content().toArray(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name();
    }
}
