// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document is one that tools for AsyncAPI understand. */
class AsyncApiTest {
    private final ObjectNode document = AsyncApi.document(Catalogue.ofThisApi());

    @Test
    void the_document_is_as_the_schema_of_asyncapi_wants_it() throws IOException {
        assertThat(asyncApi().validate(document)).isEmpty();
    }

    @Test
    void the_schema_of_asyncapi_finds_what_is_wrong() throws IOException {
        ((ObjectNode) document.at("/operations/status")).put("action", "call");

        assertThat(asyncApi().validate(document))
                .anyMatch(wrong -> wrong.getInstanceLocation().toString().contains("action"));
    }

    @Test
    void what_is_referred_to_is_there() {
        List<JsonNode> references = document.findValues("$ref");

        assertThat(references).hasSizeGreaterThan(100);
        assertThat(references)
                .allSatisfy(reference -> assertThat(
                                document.at(reference.asText().substring(1)).isObject())
                        .as(reference.asText())
                        .isTrue());
    }

    @Test
    void every_method_is_received_and_every_notification_is_sent() {
        Catalogue catalogue = Catalogue.ofThisApi();

        assertThat(catalogue.methods())
                .allSatisfy(entry -> assertThat(action(entry.name())).isEqualTo("receive"));
        assertThat(catalogue.notices())
                .allSatisfy(notice -> assertThat(action(notice.name())).isEqualTo("send"));
        assertThat(document.get("operations"))
                .hasSize((int) catalogue.methods().count() + catalogue.notices().size());
    }

    private String action(String operation) {
        return document.path("operations").path(operation).path("action").asText();
    }

    private static JsonSchema asyncApi() throws IOException {
        try (InputStream schema = AsyncApiTest.class.getResourceAsStream("asyncapi-3.0.0.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
        }
    }
}
