// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.identity.Identity;
import io.pipes.api.message.Content;
import io.pipes.api.message.HeldForOthers;
import io.pipes.api.message.Message;
import io.pipes.api.message.MessageName;
import io.pipes.api.message.Receipt;
import io.pipes.api.message.Sent;
import io.pipes.api.message.WaitingMessage;
import io.pipes.api.node.Explanation;
import io.pipes.api.node.NodeInfo;
import io.pipes.api.node.NodeLink;
import io.pipes.api.pipeline.From;
import io.pipes.api.pipeline.PipelineInfo;
import io.pipes.api.presence.MemberPresence;
import io.pipes.api.presence.PresenceEvent;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Call;
import io.pipes.api.service.Offered;
import io.pipes.base.Bytes;
import io.pipes.base.id.NodeId;
import io.pipes.base.text.Timestamps;
import io.pipes.spi.local.LocalNetwork;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the API's values are written: the field names are a contract with every client. Bytes are binary nodes, which JSON writes as base64.
 */
public final class Rows {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What a decoder writes in the place of bytes that are no text. */
    private static final char NO_TEXT = '\ufffd';

    private Rows() {}

    public static ObjectNode object() {
        return JSON.objectNode();
    }

    static <T> ArrayNode list(Collection<T> values, Function<T, ObjectNode> row) {
        ArrayNode list = JSON.arrayNode();
        values.forEach(value -> list.add(row.apply(value)));
        return list;
    }

    static ArrayNode array() {
        return JSON.arrayNode();
    }

    static ArrayNode texts(Collection<String> values) {
        ArrayNode list = JSON.arrayNode();
        values.forEach(list::add);
        return list;
    }

    static String time(Instant time) {
        return Timestamps.format(time.toEpochMilli());
    }

    static ObjectNode identity(Identity identity) {
        return object().put("identity", identity.identity().text())
                .put("name", identity.name())
                .put("created", time(identity.created()))
                .put("rootKey", identity.rootKey().toArray());
    }

    static ObjectNode network(LocalNetwork network) {
        return object().put("network", network.id().text())
                .put("name", network.name())
                .put("node", network.node().text())
                .put("identity", network.identity().text())
                .put("role", network.role().text())
                .put("state", network.state().text())
                .put("members", network.nodes().size() + 1);
    }

    static ObjectNode node(NodeInfo node) {
        ObjectNode row = object().put("node", node.node().text())
                .put("name", node.name())
                .put("identity", node.identity().text())
                .put("role", node.role().text())
                .put("state", node.state().text())
                .put("hops", node.hops() == 0 ? null : node.hops());
        row.put("via", node.via().map(NodeId::text).orElse(null));
        row.put("rttMillis", millis(node.roundTrip()));
        row.put("address", node.address().orElse(null));
        return row.put("lastSeen", node.lastSeen().map(Rows::time).orElse(null));
    }

    static ObjectNode pipeline(PipelineInfo pipeline) {
        ObjectNode row = object().put("pipeline", pipeline.pipeline().text())
                .put("name", pipeline.name())
                .put("kind", pipeline.kind().text())
                .put("creator", pipeline.creator().text())
                .put("with", pipeline.with().map(node -> node.text()).orElse(null))
                .put("epoch", pipeline.epoch().orElse(null))
                .put("published", pipeline.published())
                .put("received", pipeline.received())
                .put("gaps", pipeline.gaps());
        SettingsMethods.addTo(row, pipeline.settings());
        row.put("history", pipeline.kept().map(kept -> kept.policy().text()).orElse(null));
        row.put(
                "retention",
                pipeline.kept().map(kept -> kept.retention().text()).orElse(null));
        row.put("keptPackets", pipeline.kept().map(PipelineInfo.Kept::packets).orElse(null))
                .put("keptBytes", pipeline.kept().map(PipelineInfo.Kept::bytes).orElse(null));
        row.set(
                "last",
                pipeline.kept()
                        .flatMap(PipelineInfo.Kept::last)
                        .map(Rows::place)
                        .orElse(null));
        row.set(
                "contents",
                pipeline.kept().map(kept -> contents(kept.contents())).orElse(null));
        pipeline.kept()
                .ifPresentOrElse(
                        kept -> row.set(
                                "forked",
                                texts(kept.forked().stream().map(NodeId::text).toList())),
                        () -> row.putNull("forked"));
        return pipeline.kept()
                .map(kept -> row.<ObjectNode>set("copies", list(kept.copies().entrySet(), copy -> copy(copy, kept))))
                .orElseGet(() -> row.putNull("copies"));
    }

    /** Of a message in its pipeline. */
    static ObjectNode place(From.After message) {
        return object().put("author", message.author().text())
                .put("seq", message.seq())
                .put("index", message.index());
    }

    private static ObjectNode contents(PipelineInfo.Contents contents) {
        return object().put("here", contents.here())
                .put("missing", contents.missing())
                .put("left", contents.left());
    }

    private static ObjectNode copy(Map.Entry<NodeId, Long> copy, PipelineInfo.Kept here) {
        return object().put("node", copy.getKey().text())
                .put("packets", copy.getValue())
                .put("behind", Math.max(0, here.packets() - copy.getValue()));
    }

    private static @Nullable Double millis(Optional<Duration> duration) {
        return duration.map(rtt -> rtt.toNanos() / 1e6).orElse(null);
    }

    static ObjectNode presence(MemberPresence member) {
        ObjectNode row = object().put("node", member.node().text())
                .put("name", member.name())
                .put("state", member.state().text())
                .put("hops", member.hops() == 0 ? null : member.hops())
                .put("via", member.via().map(NodeId::text).orElse(null))
                .put("rttMillis", millis(member.roundTrip()))
                .put("status", member.status());
        row.set("capabilities", texts(member.capabilities()));
        return row.put("lastSeen", member.lastSeen().map(Rows::time).orElse(null))
                .put("suspicion", member.suspicion())
                .put("suspected", member.suspected());
    }

    /** As it is told to subscribers. */
    static ObjectNode told(PresenceEvent event) {
        return object().put("kind", event.kind().text()).set("member", presence(event.member()));
    }

    static ObjectNode explanation(Explanation explanation) {
        ObjectNode row = object().put("node", explanation.node().text())
                .put("hops", explanation.hops() == 0 ? null : explanation.hops());
        row.set("route", texts(explanation.route().stream().map(NodeId::text).toList()));
        row.set("candidates", list(explanation.candidates(), Rows::candidate));
        return row.put("reason", explanation.reason());
    }

    private static ObjectNode candidate(Explanation.Candidate candidate) {
        return object().put("address", candidate.address())
                .put("kind", candidate.kind())
                .put("result", candidate.result());
    }

    static ObjectNode link(NodeLink link) {
        return object().put("one", link.one().text()).put("other", link.other().text());
    }

    static ObjectNode sent(Sent sent, String receipt) {
        return object().put("message", sent.message().text())
                .put("packet", sent.packet().map(packet -> packet.text()).orElse(null))
                .put("receipt", receipt);
    }

    static ObjectNode receipt(MessageName message, Receipt receipt) {
        return object().put("message", message.text()).put("receipt", receipt.text());
    }

    /** @param network knows the names of its nodes */
    static ObjectNode waiting(WaitingMessage waiting, LocalNetwork network) {
        ObjectNode row = receipt(waiting.message(), waiting.receipt())
                .put("node", waiting.to().text())
                .put("name", name(waiting.to(), network))
                .put("time", time(waiting.time()))
                .put("until", time(waiting.until()));
        ArrayNode holders = row.putArray("holders");
        waiting.holders().forEach(holder -> holders.add(holder.text()));
        ArrayNode names = row.putArray("holderNames");
        waiting.holders().forEach(holder -> names.add(name(holder, network)));
        return row;
    }

    private static @Nullable String name(NodeId node, LocalNetwork network) {
        return network.nodes().stream()
                .filter(info -> info.node().equals(node))
                .map(NodeInfo::name)
                .findFirst()
                .orElse(null);
    }

    static ObjectNode held(HeldForOthers held) {
        return object().put("letters", held.letters()).put("bytes", held.bytes());
    }

    /** Of a single message; of several, {@link MessageRows} writes. */
    public static ObjectNode message(Message message) {
        return new MessageRows().row(message);
    }

    static ObjectNode offered(Offered offered) {
        ObjectNode metadata = object();
        offered.metadata().forEach(metadata::put);
        return object().put("service", offered.service())
                .put("node", offered.node().text())
                .put("name", offered.name())
                .put("hops", offered.hops() < 0 ? null : offered.hops())
                .set("metadata", metadata);
    }

    static ObjectNode answer(Answer answer) {
        return withContent(object().put("node", answer.node().text()).put("name", answer.name()), answer.content());
    }

    /** A call of a service, as who offers it is told. */
    static ObjectNode called(Call call) {
        ObjectNode row = object().put("service", call.service())
                .put("node", call.caller().text())
                .put("name", call.name())
                .put("deadlineMillis", call.left().toMillis());
        return withContent(row, call.request());
    }

    static ObjectNode withContent(ObjectNode row, Content content) {
        row.put("contentType", content.contentType());
        Optional<String> text = content.contentType().startsWith("text/") ? utf8(content.bytes()) : Optional.empty();
        text.ifPresentOrElse(
                readable -> row.put("text", readable),
                () -> row.put("base64", content.bytes().toArray()));
        return row;
    }

    /** The next bytes of a file or of a content; empty behind the last ones. */
    static ObjectNode piece(Optional<Bytes> bytes) {
        return object().put("base64", bytes.map(Bytes::toArray).orElse(null));
    }

    /** The bytes as text, if they are one. Only what was no text, or has the sign for that in it, is looked at twice. */
    private static Optional<String> utf8(Bytes bytes) {
        byte[] array = bytes.toArray();
        String text = new String(array, StandardCharsets.UTF_8);
        return text.indexOf(NO_TEXT) < 0 || isUtf8(array) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }
}
