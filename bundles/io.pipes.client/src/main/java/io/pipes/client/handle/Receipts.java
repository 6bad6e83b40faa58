// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.base.id.NetworkId;
import io.pipes.client.call.Conversation;
import io.pipes.client.call.Decoding;
import io.pipes.client.call.Failures;
import io.pipes.client.call.Line;
import io.pipes.client.call.Standing;
import io.pipes.client.row.Messages;
import io.pipes.client.row.Params;
import io.pipes.client.row.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the messages to single nodes have come that this Pipes has sent. The node tells it on the connection on which a message was sent; on
 * later ones it has to be asked, one message after the other.
 */
final class Receipts implements Standing {
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);

    private final Conversation conversation;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();

    Receipts(Conversation conversation) {
        this.conversation = conversation;
        conversation.hear("receipt.changed", this::changed);
        conversation.keep(this);
    }

    CompletionStage<Sent> send(NetworkId network, ObjectNode message, long bytes) {
        return new Calls(conversation).write("message.send", message.put("follow", true), bytes, new Sending(network));
    }

    /**
     * Looks at the answer. The message is followed from the moment when that comes: the connection may be another one by the time when the
     * application's executor has the rest of it done.
     */
    private final class Sending implements Decoding<Sent> {
        private final NetworkId network;
        private volatile Followed message = new Followed();

        Sending(NetworkId network) {
            this.network = network;
        }

        /** What the node has told of it may have come before the answer. */
        @Override
        public void came(Line on, JsonNode said) {
            if (said.path("message").isTextual()) {
                message = followed.computeIfAbsent(said.path("message").textValue(), first -> message);
                message.belongsTo(network);
            }
        }

        @Override
        public Sent decode(JsonNode said) {
            Row row = new Row(said);
            MessageName name = Messages.name(row);
            Receipt receipt = Messages.receipt(row);
            told(name.text(), message, receipt);
            return new Sent(name, Optional.empty(), receipt, message.held(), message.delivered());
        }
    }

    private void changed(JsonNode params) {
        Row row = new Row(params);
        String name = row.text("message");
        Followed message = followed.computeIfAbsent(name, first -> new Followed());
        conversation.callbacks().execute(() -> {
            if (row.has("error")) {
                failed(name, message, Failures.of(params.path("error")));
            } else {
                told(name, message, Messages.receipt(row));
            }
        });
    }

    private void told(String name, Followed message, Receipt receipt) {
        message.reached(receipt);
        forgetIfOver(name, message);
    }

    private void failed(String name, Followed message, PipesException why) {
        message.failed(why);
        forgetIfOver(name, message);
    }

    private void forgetIfOver(String name, Followed message) {
        if (message.isOver() && message.network().isPresent()) {
            followed.remove(name);
        }
    }

    @Override
    public void connected(Line line) {
        askForAll(line);
    }

    private void askForAll(Line line) {
        askForNext(line, new ArrayDeque<>(followed.keySet()));
    }

    private void askForNext(Line line, Queue<String> names) {
        String name = names.poll();
        if (line.isOver()) {
            return;
        }
        if (name == null) {
            if (!followed.isEmpty()) {
                conversation
                        .scheduler()
                        .schedule(BETWEEN_ROUNDS, () -> conversation.strand().execute(() -> askForAll(line)));
            }
            return;
        }
        Followed message = followed.get(name);
        if (message == null || message.network().isEmpty()) {
            askForNext(line, names);
            return;
        }
        ObjectNode params =
                Params.none().put("network", message.network().get().text()).put("message", name);
        line.ask("message.receipt", params, new Line.Answer() {
            @Override
            public void answered(JsonNode result) {
                conversation.callbacks().execute(() -> told(name, message, Messages.receipt(new Row(result))));
                askForNext(line, names);
            }

            @Override
            public void failed(PipesException why) {
                if (!why.code().retry()) {
                    conversation.callbacks().execute(() -> Receipts.this.failed(name, message, why));
                }
                askForNext(line, names);
            }
        });
    }

    /** What was told of messages whose answer is lost is of no use. */
    @Override
    public void disconnected() {
        followed.values().removeIf(message -> message.network().isEmpty());
    }

    @Override
    public void ended(PipesException why) {
        conversation.callbacks().execute(() -> {
            followed.values().forEach(message -> message.failed(why));
            followed.clear();
        });
    }
}
