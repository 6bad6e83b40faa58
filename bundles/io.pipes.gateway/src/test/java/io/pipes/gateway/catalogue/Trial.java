// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;

/** Makes calls, and remembers where they were not as the catalogue says. Before each call it tries the same one with values that are wrong. */
final class Trial {
    private final Catalogue catalogue = Catalogue.ofThisApi();
    private final DocumentedSchemas schemas = new DocumentedSchemas(AsyncApi.document(catalogue));
    private final RealGateway gateway;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> given = new TreeSet<>();
    private final Set<String> notified = new TreeSet<>();
    private int tried;

    Trial(RealGateway gateway) {
        this.gateway = gateway;
    }

    /** @param params name, value, name, value ... */
    JsonNode call(String method, Object... params) {
        ObjectNode named = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < params.length; i += 2) {
            named.putPOJO((String) params[i], params[i + 1]);
        }
        return call(catalogue.method(method).orElseThrow(), tree(named));
    }

    /** As it would come from a client. */
    private static ObjectNode tree(ObjectNode named) {
        return (ObjectNode) new ObjectMapper().valueToTree(named);
    }

    private JsonNode call(Entry entry, ObjectNode params) {
        schemas.wrong(entry.params(), params).forEach(wrong -> problem(entry, "is called otherwise: " + wrong));
        entry.params().fields().stream()
                .filter(field -> params.has(field.name()))
                .forEach(field -> refuses(entry, field, params));
        JsonNode result = make(entry, params);
        given.add(entry.name());
        params.fieldNames().forEachRemaining(name -> given.add(entry.name() + " " + name));
        schemas.wrong(entry.result().schema(), result).forEach(wrong -> problem(entry, "answers " + wrong));
        return result;
    }

    private JsonNode make(Entry entry, ObjectNode params) {
        AskedNames seen = new AskedNames(params);
        try {
            return gateway.call(entry.name(), seen);
        } finally {
            asked.add(entry.name());
            seen.asked().forEach(name -> asked.add(entry.name() + " " + name));
        }
    }

    private void refuses(Entry entry, Field field, ObjectNode params) {
        WrongValues.otherThan(field.type()).forEach(value -> refuses(entry, field, params, value, true));
        WrongValues.outside(field.type()).forEach(value -> refuses(entry, field, params, value, false));
        if (field.needed()) {
            ObjectNode without = params.deepCopy();
            without.remove(field.name());
            isRefused(entry, field, without, "nothing", true);
        }
    }

    private void refuses(Entry entry, Field field, ObjectNode params, JsonNode value, boolean byName) {
        ObjectNode wrong = params.deepCopy();
        wrong.set(field.name(), value);
        isRefused(entry, field, wrong, value.toString(), byName);
    }

    private void isRefused(Entry entry, Field field, ObjectNode params, String value, boolean byName) {
        tried++;
        String what = "takes for '" + field.name() + "' " + value.substring(0, Math.min(40, value.length()));
        try {
            make(entry, params);
            problem(entry, what);
        } catch (PipesException | CompletionException failure) {
            PipesException refused = reason(failure);
            boolean named = !byName || refused.getMessage().contains("'" + field.name() + "'");
            if (refused.code() != PipesException.Code.INVALID_ARGUMENT || !named) {
                problem(entry, what + " and fails with " + refused.code().text() + ": " + refused.getMessage());
            }
        }
    }

    private static PipesException reason(RuntimeException failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof PipesException known) {
            return known;
        }
        throw failure;
    }

    private void problem(Entry entry, String what) {
        problems.add(entry.name() + " " + what);
    }

    /** Looks at everything that the client was told. */
    void checkNotifications() {
        for (JsonNode one : gateway.told) {
            String name = one.path("method").asText();
            notified.add(name);
            catalogue.notices().stream()
                    .filter(notice -> notice.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            notice -> schemas.wrong(notice.params(), one.path("params"))
                                    .forEach(wrong -> problems.add(name + " says " + wrong)),
                            () -> problems.add("Nobody expects " + one));
        }
    }

    /** How the calls were otherwise than described, a sentence each. */
    List<String> problems() {
        return problems;
    }

    /** How many wrong calls were tried. */
    int tried() {
        return tried;
    }

    /** Which methods were called, and the parameters that they looked at, as {@code method parameter}. */
    Set<String> asked() {
        return asked;
    }

    /** Which methods did what they should, and with which parameters, as {@code method parameter}. */
    Set<String> given() {
        return given;
    }

    Set<String> notified() {
        return notified;
    }
}
