// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An object with a name of its own, such as the row of a pipeline.
 *
 * @param name unique among all shapes
 * @param summary a sentence, or empty
 */
public record Shape(String name, String summary, List<Field> fields) {
    public Shape {
        fields = List.copyOf(fields);
        if (fields.stream().map(Field::name).distinct().count() != fields.size()) {
            throw new IllegalArgumentException(name + " has a field twice");
        }
    }

    static Shape of(String name, String summary, Field... fields) {
        return new Shape(name, summary, List.of(fields));
    }

    /** This one and something more, under another name. */
    Shape and(String other, String otherSummary, Field... more) {
        return new Shape(
                other,
                otherSummary,
                Stream.concat(fields.stream(), Stream.of(more)).toList());
    }

    public Optional<Field> field(String wanted) {
        return fields.stream().filter(field -> field.name().equals(wanted)).findFirst();
    }

    /** The shapes that its fields are made of. */
    Stream<Shape> parts() {
        return fields.stream().flatMap(field -> field.type().shape().stream());
    }

    ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        if (!summary.isEmpty()) {
            schema.put("description", summary);
        }
        ObjectNode properties = schema.putObject("properties");
        fields.forEach(field -> properties.set(field.name(), field.schema()));
        ArrayNode required = schema.arrayNode();
        fields.stream().filter(Field::needed).forEach(field -> required.add(field.name()));
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }
}
