// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A named value of a call, an answer or a notification.
 *
 * @param needed whether it is always there
 * @param usual what holds when it is left out, where that is one value
 * @param meaning what it says, in words that fit behind its name; may be empty where the name says all
 */
public record Field(String name, Type type, boolean needed, Optional<Object> usual, String meaning) {
    static Field of(String name, Type type, String meaning) {
        return new Field(name, type, true, Optional.empty(), meaning);
    }

    static Field of(String name, Type type) {
        return of(name, type, "");
    }

    /** It may be left out. */
    Field optional() {
        return new Field(name, type, false, usual, meaning);
    }

    /** It may be left out, which then means this. */
    Field usually(Object value) {
        return new Field(name, type, false, Optional.of(value), meaning);
    }

    /** It is always there, and null where there is nothing to say. */
    Field orNull() {
        return new Field(name, type.orNull(), needed, usual, meaning);
    }

    /** The same with something else to say about it. */
    Field meaning(String other) {
        return new Field(name, type, needed, usual, other);
    }

    ObjectNode schema() {
        ObjectNode schema = type.schema().deepCopy();
        if (schema.has("$ref") && !meaning.isEmpty()) {
            // what stands beside a reference is ignored
            ObjectNode wrapped = schema.objectNode();
            wrapped.putArray("allOf").add(schema);
            schema = wrapped;
        }
        if (!meaning.isEmpty()) {
            schema.put("description", meaning);
        }
        if (usual.isPresent()) {
            schema.putPOJO("default", usual.get());
        }
        return schema;
    }
}
