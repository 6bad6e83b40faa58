// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.List;

/** Checks values against the schemas of the document, and more strictly than clients should: what is not described may not be there. */
final class DocumentedSchemas {
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private final JsonNode components;

    DocumentedSchemas(ObjectNode document) {
        components = document.get("components").deepCopy();
        components.get("schemas").forEach(DocumentedSchemas::close);
    }

    private static void close(JsonNode schema) {
        if (schema.path("type").asText().equals("object") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
    }

    List<String> wrong(Shape shape, JsonNode value) {
        return wrong(Type.row(shape).schema(), value);
    }

    /** What a value has that its schema does not say, and the reverse. */
    List<String> wrong(ObjectNode schema, JsonNode value) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", components);
        return factory.getSchema(whole, CONFIG).validate(value).stream()
                .map(Object::toString)
                .toList();
    }
}
