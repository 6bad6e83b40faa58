// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node says what its API has. */
class DescriptionTest {
    private static final String PATH = "/api/v1/asyncapi.json";

    private RunningGateway door;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        door = new RunningGateway(home);
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void whoever_may_ask_gets_the_document_that_is_in_the_repository() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port + PATH))
                .timeout(Duration.ofSeconds(20))
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body()).isEqualTo(Files.readString(Path.of("../../docs/api/asyncapi.json")));
    }

    @Test
    void it_is_for_those_only_who_could_come_in() throws IOException {
        assertThat(door.request(PATH, "Host: pipes.invalid\r\n")).startsWith("http/1.1 421");
        assertThat(door.request(PATH, door.here() + "Origin: http://pipes.invalid\r\n"))
                .startsWith("http/1.1 403");
        assertThat(door.request(PATH, door.here() + "Origin: http://127.0.0.1:" + door.port + "\r\n"))
                .startsWith("http/1.1 200");
    }
}
