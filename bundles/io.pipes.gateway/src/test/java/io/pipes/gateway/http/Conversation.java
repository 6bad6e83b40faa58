// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.gateway.rpc.Cbor;
import io.pipes.gateway.rpc.Json;
import io.pipes.gateway.rpc.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of the API as Java's own library makes it: asks, and waits for the answer or the end. */
final class Conversation implements WebSocket.Listener {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private final ByteArrayOutputStream binaryParts = new ByteArrayOutputStream();
    private final SubProtocol encoding;
    private final WebSocket socket;

    Conversation(HttpClient http, URI address, SubProtocol encoding) {
        this.encoding = encoding;
        socket = http.newWebSocketBuilder()
                .subprotocols(encoding.text())
                .buildAsync(address, this)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    JsonNode call(String method, String params) {
        return call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
    }

    private JsonNode call(String text) {
        if (encoding == SubProtocol.JSON) {
            return ask(text);
        }
        return ask(parse(text));
    }

    /** Asks in CBOR. */
    JsonNode ask(JsonNode message) {
        sayBytes(Cbor.write(message));
        return hear();
    }

    private static JsonNode parse(String text) {
        try {
            return Json.read(text);
        } catch (UnreadableException broken) {
            throw new AssertionError(broken);
        }
    }

    JsonNode ask(String text) {
        say(text, true);
        return hear();
    }

    /** The next thing the other side says. */
    JsonNode hear() {
        try {
            JsonNode answer = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("No answer came");
            }
            return answer;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    void say(String text, boolean last) {
        socket.sendText(text, last)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    void sayBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** The close code with which the other side ended the conversation. */
    int end() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    void hangUp() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        parts.append(part);
        if (last) {
            heard.add(parse(parts.toString()));
            parts.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        while (part.hasRemaining()) {
            binaryParts.write(part.get());
        }
        if (last) {
            byte[] message = binaryParts.toByteArray();
            binaryParts.reset();
            try {
                heard.add(Cbor.read(message, 0, message.length));
            } catch (UnreadableException broken) {
                throw new AssertionError(broken);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }
}
