// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written from the catalogue is in the repository as it would be written now. With {@code -Dpipes.write} it is written. */
class WrittenDocumentsTest {
    private static final Path FOLDER = Path.of("../../docs/api");
    private static final Catalogue CATALOGUE = Catalogue.ofThisApi();

    @Test
    void the_asyncapi_document_is_what_the_catalogue_says() throws IOException {
        holds("asyncapi.json", AsyncApi.text(CATALOGUE));
    }

    @Test
    void the_page_of_the_methods_is_what_the_catalogue_says() throws IOException {
        holds("methods.md", MethodsPage.of(CATALOGUE, MethodsPage.head()));
    }

    private static void holds(String file, String wanted) throws IOException {
        Path path = FOLDER.resolve(file);
        if (Boolean.getBoolean("pipes.write")) {
            Files.writeString(path, wanted, StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(path, StandardCharsets.UTF_8))
                .as(
                        "docs/api/%s is not what io.pipes.gateway.catalogue says. Write it anew with"
                                + " './mvnw -pl bundles/io.pipes.gateway test -Dtest=WrittenDocumentsTest -Dpipes.write=true',"
                                + " look at the difference, and commit it",
                        file)
                .isEqualTo(wanted);
    }
}
