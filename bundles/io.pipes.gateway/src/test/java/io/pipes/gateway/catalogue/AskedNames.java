// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of a call, which remember which of them a method looked at. */
final class AskedNames extends ObjectNode {
    private static final long serialVersionUID = 1;

    private final transient Set<String> asked = new TreeSet<>();

    AskedNames(ObjectNode params) {
        super(JsonNodeFactory.instance);
        setAll(params);
    }

    @Override
    public @Nullable JsonNode get(String name) {
        asked.add(name);
        return super.get(name);
    }

    Set<String> asked() {
        return asked;
    }
}
