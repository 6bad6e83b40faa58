// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client;

import io.pipes.client.json.Json;
import io.pipes.client.json.JsonObject;
import io.pipes.client.socket.WebSocket;
import io.pipes.client.socket.WebSocketException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One authenticated connection to a node's API. Calls may be made from any thread and answered in any order; they go out in the order in
 * which they were made. When the connection ends, everything that waits fails, and the client is of no use any more.
 *
 * <p><b>Threads.</b> Answers complete on the client's reading thread: continuations must not block.
 */
public final class NodeClient implements AutoCloseable {
    private static final String PATH = "/api/v1";
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final WebSocket socket;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<Long, CompletableFuture<@Nullable Object>> waiting = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<Subscription.Item>> subscriptions = new ConcurrentHashMap<>();
    /** What comes of these is for nobody any more; until the node has confirmed that it sends no more. */
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

    private volatile @Nullable ClientException ended;

    private NodeClient(WebSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects and authenticates.
     *
     * @param console where the node's API listens
     * @param token the text of the home's file {@code api-token}, or of a token the owner made
     * @throws ClientException with {@code NOT_RUNNING} if nobody listens there, {@code unauthenticated} if the token is not valid
     */
    public static NodeClient connect(InetSocketAddress console, String token, Duration patience) {
        NodeClient client = new NodeClient(open(console, patience));
        Thread reader = new Thread(client::read, "pipes-client");
        reader.setDaemon(true);
        reader.start();
        try {
            await(client.call("auth", JsonObject.empty().with("token", token)), patience);
            return client;
        } catch (RuntimeException refused) {
            client.close();
            throw refused;
        }
    }

    private static WebSocket open(InetSocketAddress console, Duration patience) {
        try {
            return WebSocket.connect(console, PATH, MAX_MESSAGE_BYTES, (int) patience.toMillis());
        } catch (WebSocketException stranger) {
            throw new ClientException(
                    ClientException.PROTOCOL,
                    "What listens at " + shown(console) + " is no Pipes node: " + stranger.getMessage() + ".",
                    false,
                    stranger);
        } catch (IOException nobody) {
            throw new ClientException(
                    ClientException.NOT_RUNNING, "No node answers at " + shown(console) + ".", true, nobody);
        }
    }

    /**
     * Calls a method.
     *
     * @return the result as {@link Json} reads it; fails with {@link ClientException}
     */
    public CompletableFuture<@Nullable Object> call(String method, JsonObject params) {
        return call(lastId.incrementAndGet(), method, params);
    }

    private CompletableFuture<@Nullable Object> call(long id, String method, JsonObject params) {
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        JsonObject request = JsonObject.empty()
                .with("jsonrpc", "2.0")
                .with("id", id)
                .with("method", method)
                .with("params", params);
        try {
            socket.send(Json.write(request));
        } catch (IOException gone) {
            end(gone);
        }
        ClientException end = ended;
        if (end != null) {
            waiting.remove(id);
            answer.completeExceptionally(end);
        }
        return answer;
    }

    /** Calls a method and blocks until it is answered, at most as long as said. */
    public @Nullable Object ask(String method, JsonObject params, Duration patience) {
        return ask(lastId.incrementAndGet(), method, params, patience);
    }

    private @Nullable Object ask(long id, String method, JsonObject params, Duration patience) {
        try {
            return await(call(id, method, params), patience);
        } finally {
            waiting.remove(id);
        }
    }

    /** Calls a method that makes a subscription and blocks until it is made. */
    public Subscription subscribe(String method, JsonObject params, Duration patience) {
        JsonObject windowed = params.with("window", Subscription.WINDOW);
        String id = JsonObject.from(askOrGiveUp(method, windowed, patience))
                .text("subscription")
                .orElseThrow(() -> new ClientException(
                        ClientException.PROTOCOL, "The node answered '" + method + "' without a subscription.", false));
        return new Subscription(this, id, queue(id));
    }

    /** A subscription that comes too late would be nobody's. */
    private @Nullable Object askOrGiveUp(String method, JsonObject params, Duration patience) {
        long call = lastId.incrementAndGet();
        try {
            return ask(call, method, params, patience);
        } catch (ClientException failed) {
            if (failed.code().equals(ClientException.TIMED_OUT)) {
                call("call.cancel", JsonObject.empty().with("id", call));
            }
            throw failed;
        }
    }

    /** Waits for an answer and throws its failure as it is. */
    public static <T extends @Nullable Object> T await(CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new ClientException(
                    ClientException.TIMED_OUT,
                    "The node did not answer within " + patience.toSeconds() + " s. 'pipes logs' may say why.",
                    true);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ClientException(ClientException.TIMED_OUT, "Interrupted.", true, interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ClientException known) {
                throw known;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    void forget(String subscription) {
        forgotten.add(subscription);
        subscriptions.remove(subscription);
        if (ended == null) {
            call("subscription.cancel", JsonObject.empty().with("subscription", subscription))
                    .whenComplete((done, failure) -> forgotten.remove(subscription));
        }
    }

    private void read() {
        try {
            while (true) {
                dispatch(Json.readObject(socket.receive()));
            }
        } catch (IOException gone) {
            end(gone);
        }
    }

    private void dispatch(JsonObject message) {
        message.text("method")
                .ifPresentOrElse(method -> notified(method, message.object("params")), () -> answered(message));
    }

    /** The first item may be there before the answer that names the subscription has been looked at, so whoever is first makes the queue. */
    private void notified(String method, JsonObject params) {
        params.text("subscription").ifPresent(id -> {
            queue(id).add(new Subscription.Arrived(method, params));
            if (forgotten.contains(id)) {
                subscriptions.remove(id);
            }
        });
    }

    /** How many subscriptions and calls have something here. */
    int held() {
        return subscriptions.size() + waiting.size() + forgotten.size();
    }

    private BlockingQueue<Subscription.Item> queue(String id) {
        BlockingQueue<Subscription.Item> queue = subscriptions.computeIfAbsent(id, key -> Subscription.newQueue());
        ClientException end = ended;
        if (end != null) {
            queue.add(new Subscription.Ended(end));
        }
        return queue;
    }

    private void answered(JsonObject message) {
        CompletableFuture<@Nullable Object> answer =
                message.number("id").map(waiting::remove).orElse(null);
        if (answer == null) {
            return;
        }
        if (message.has("error")) {
            answer.completeExceptionally(failure(message.object("error")));
        } else {
            answer.complete(message.value("result"));
        }
    }

    static ClientException failure(JsonObject error) {
        JsonObject data = error.object("data");
        return new ClientException(
                data.text("code", "internal"), error.text("message", "The node gave no reason."), data.flag("retry"));
    }

    private void end(IOException cause) {
        ClientException end = new ClientException(
                ClientException.DISCONNECTED,
                "The connection to the node ended: " + cause.getMessage() + ".",
                true,
                cause);
        ended = end;
        waiting.values().forEach(answer -> answer.completeExceptionally(end));
        waiting.clear();
        subscriptions.values().forEach(queue -> queue.add(new Subscription.Ended(end)));
    }

    /** Whether the connection is over, so that another client is needed. */
    public boolean isEnded() {
        return ended != null;
    }

    private static String shown(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public void close() {
        ended = new ClientException(ClientException.DISCONNECTED, "This client was closed.", false);
        socket.close();
    }
}
