// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The catalogue as an AsyncAPI 3.0 document: one channel, which is the connection; an operation for each method, which the node receives and
 * replies to, and one for each notification, which it sends.
 */
public final class AsyncApi {
    private static final String CHANNEL = "api";
    private static final String ERROR = "error";
    private static final String TOKEN = "token";
    private static final String ID = "$message.payload#/id";

    private static final String ABOUT = """
            JSON-RPC 2.0 over WebSocket, both ways at any time. The sub-protocol `pipes.json.v1`, or none, has messages as \
            JSON texts; `pipes.cbor.v1` has the same messages as CBOR, where what has the `contentEncoding` base64 is a byte \
            string.

            The first message is a call of `auth`, alone. Parameters and fields that are not known are ignored: later \
            versions add some. Ids are strings, times RFC 3339 with milliseconds in UTC, durations `...Millis`, sizes \
            `...Bytes`.

            Operations have `x-owner-only` where the owner's token is needed, `x-errors` where a call can fail in a way of \
            its own, and `x-notifications` where something is told from then on, under the subscription that the call \
            answers.""";

    private final Catalogue catalogue;
    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final ObjectNode channelMessages = JsonNodeFactory.instance.objectNode();
    private final ObjectNode operations = JsonNodeFactory.instance.objectNode();
    private final ObjectNode messages = JsonNodeFactory.instance.objectNode();

    private AsyncApi(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The document; the same for the same catalogue. */
    public static ObjectNode document(Catalogue catalogue) {
        return new AsyncApi(catalogue).write();
    }

    /** The document as it is kept and served: indented, with line ends as on Unix. */
    public static String text(Catalogue catalogue) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
        try {
            return new ObjectMapper().writer(printer).writeValueAsString(document(catalogue)) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A tree of plain nodes is always writable", impossible);
        }
    }

    private ObjectNode write() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Pipes")
                .put("version", "1")
                .put("description", ABOUT)
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        document.put("defaultContentType", "application/json");
        server(document.putObject("servers").putObject("local"));
        message(ERROR, "A call failed.", answer("error", ref("schemas", Errors.ERROR.name()), true))
                .putObject("correlationId")
                .put("location", ID);
        catalogue.nouns().forEach(this::noun);
        catalogue.notices().forEach(this::notification);
        channel(document.putObject("channels").putObject(CHANNEL));
        document.set("operations", operations);
        components(document.putObject("components"));
        return document;
    }

    private static void server(ObjectNode server) {
        server.put("host", "127.0.0.1:7170")
                .put("protocol", "ws")
                .put("description", "A node on this machine.")
                .putArray("security")
                .add(ref("securitySchemes", TOKEN));
    }

    private void channel(ObjectNode channel) {
        channel.put("address", "/api/v1").put("description", "The connection.").set("messages", channelMessages);
        channel.putObject("bindings").putObject("ws").put("method", "GET").put("bindingVersion", "0.1.0");
    }

    private void noun(Noun noun) {
        noun.methods().forEach(entry -> call(noun, entry));
    }

    private void call(Noun noun, Entry entry) {
        String answer = entry.name() + ".answer";
        ObjectNode call = envelope(entry.name());
        properties(call).putObject("id").putArray("type").add("integer").add("string");
        properties(call).set("params", ref("schemas", entry.params().name()));
        ArrayNode required = required(call).add("id");
        if (entry.params().fields().stream().anyMatch(Field::needed)) {
            required.add("params");
        }
        message(entry.name(), entry.summary(), call).putObject("correlationId").put("location", ID);
        message(
                        answer,
                        "What `" + entry.name() + "` answers.",
                        answer("result", entry.result().schema(), false))
                .putObject("correlationId")
                .put("location", ID);

        ObjectNode operation = operation(entry.name(), "receive", entry.summary());
        if (!entry.more().isEmpty()) {
            operation.put("description", entry.more());
        }
        operation.putArray("tags").addObject().put("name", noun.name());
        ObjectNode reply = operation.putObject("reply");
        reply.set("channel", channelRef());
        reply.putArray("messages").add(messageRef(answer)).add(messageRef(ERROR));
        extensions(operation, entry);
    }

    private static void extensions(ObjectNode operation, Entry entry) {
        if (entry.ownerOnly()) {
            operation.put("x-owner-only", true);
        }
        if (!entry.failures().isEmpty()) {
            ArrayNode failures = operation.putArray("x-errors");
            entry.failures()
                    .forEach(failure -> failures.addObject()
                            .put("code", failure.code().text())
                            .put("when", failure.when()));
        }
        if (!entry.notices().isEmpty()) {
            ArrayNode told = operation.putArray("x-notifications");
            entry.notices().forEach(notice -> told.add(notice.name()));
        }
    }

    private void notification(Notice notice) {
        ObjectNode payload = envelope(notice.name());
        properties(payload).set("params", ref("schemas", notice.params().name()));
        required(payload).add("params");
        message(notice.name(), notice.summary(), payload);
        operation(notice.name(), "send", notice.summary());
    }

    private ObjectNode operation(String name, String action, String summary) {
        if (operations.has(name)) {
            throw new IllegalArgumentException("A method and a notification are called " + name);
        }
        ObjectNode operation = operations.putObject(name).put("action", action);
        operation.set("channel", channelRef());
        operation.put("summary", summary).putArray("messages").add(messageRef(name));
        return operation;
    }

    private ObjectNode message(String name, String summary, ObjectNode payload) {
        channelMessages.set(name, ref("messages", name));
        ObjectNode message = messages.putObject(name).put("name", name).put("summary", summary);
        message.set("payload", payload);
        return message;
    }

    /** What a call and a notification have around their parameters. */
    private static ObjectNode envelope(String method) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = envelope.putObject("properties");
        properties.putObject("jsonrpc").put("const", "2.0");
        properties.putObject("method").put("const", method);
        envelope.putArray("required").add("jsonrpc").add("method");
        return envelope;
    }

    /** @param toNothing whether it may answer what was no call and therefore has no id */
    private static ObjectNode answer(String kind, ObjectNode schema, boolean toNothing) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("type", "object");
        ObjectNode properties = answer.putObject("properties");
        properties.putObject("jsonrpc").put("const", "2.0");
        ArrayNode id =
                properties.putObject("id").putArray("type").add("integer").add("string");
        if (toNothing) {
            id.add("null");
        }
        properties.set(kind, schema);
        answer.putArray("required").add("jsonrpc").add("id").add(kind);
        return answer;
    }

    private static ObjectNode properties(ObjectNode schema) {
        return (ObjectNode) schema.get("properties");
    }

    private static ArrayNode required(ObjectNode schema) {
        return (ArrayNode) schema.get("required");
    }

    private void components(ObjectNode components) {
        components.set("messages", messages);
        ObjectNode schemas = components.putObject("schemas");
        catalogue.shapes().forEach(shape -> schemas.set(shape.name(), shape.schema()));
        components
                .putObject("securitySchemes")
                .putObject(TOKEN)
                .put("type", "apiKey")
                .put("in", "password")
                .put("description", "A token, which is shown in the first message: the method `auth`.");
    }

    private static ObjectNode channelRef() {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/channels/" + CHANNEL);
    }

    private static ObjectNode messageRef(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/channels/" + CHANNEL + "/messages/" + name);
    }

    private static ObjectNode ref(String kind, String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/" + kind + "/" + name);
    }
}
