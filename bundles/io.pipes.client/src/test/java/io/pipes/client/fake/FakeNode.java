// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.fake;

import io.pipes.client.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers calls the way a test says, one connection per thread. */
public final class FakeNode implements AutoCloseable {
    public static final String TOKEN = "secret-token";

    private final ServerSocket server;
    private final Map<String, Method> methods = new ConcurrentHashMap<>();
    private final List<JsonObject> calls = new CopyOnWriteArrayList<>();
    private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();

    /** What a test wants a method to do. */
    public interface Method {
        @Nullable
        Object call(JsonObject params, FakeConnection connection) throws IOException;
    }

    /** Thrown by a method to answer with an error. */
    public static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String code;
        final boolean retry;

        public Refusal(String code, String sentence, boolean retry) {
            super(sentence);
            this.code = code;
            this.retry = retry;
        }
    }

    /** Thrown by a method to answer nothing. */
    public static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    public FakeNode() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        method("auth", (params, connection) -> {
            if (!params.text("token").equals(java.util.Optional.of(TOKEN))) {
                throw new Refusal("unauthenticated", "The token is not valid.", false);
            }
            return JsonObject.empty().with("api", "1");
        });
        Thread acceptor = new Thread(this::accept, "fake-node");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", server.getLocalPort());
    }

    public FakeNode method(String name, Method method) {
        methods.put(name, method);
        return this;
    }

    public FakeNode answer(String name, Function<JsonObject, @Nullable Object> answer) {
        return method(name, (params, connection) -> answer.apply(params));
    }

    public FakeNode refuse(String name, String code, String sentence, boolean retry) {
        return answer(name, params -> {
            throw new Refusal(code, sentence, retry);
        });
    }

    /** The parameters of every call of a method so far, in order. */
    public List<JsonObject> calls(String method) {
        return calls.stream()
                .filter(call -> call.text("method", "").equals(method))
                .map(call -> call.object("params"))
                .toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                FakeConnection connection = new FakeConnection(socket, this);
                connections.add(connection);
                Thread thread = new Thread(connection::serve, "fake-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Nullable
    Object call(JsonObject request, FakeConnection connection) throws IOException {
        calls.add(request);
        Method method = methods.get(request.text("method", ""));
        if (method == null) {
            throw new Refusal("unknown_method", "There is no method '" + request.text("method", "") + "'.", false);
        }
        return method.call(request.object("params"), connection);
    }

    /** Ends every connection without a word. */
    public void drop() {
        connections.forEach(FakeConnection::drop);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drop();
    }
}
