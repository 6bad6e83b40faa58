// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.base.Bytes;
import io.pipes.base.id.NetworkId;
import io.pipes.gateway.SampleNetwork;
import io.pipes.gateway.SampleNetworks;
import io.pipes.metrics.PrometheusMetrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitoring system gets from a real server. */
class MetricsDoorTest {
    /** A line of Prometheus' text format: a name, labels, a value. */
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{(?:[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*\\})?) (NaN|[+-]?Inf|[-+0-9.eE]+)");

    private RunningGateway door;
    private PrometheusMetrics metrics;
    private Conversation owner;

    @BeforeEach
    void open(@TempDir Path home) throws Exception {
        door = new RunningGateway(home);
        metrics = new PrometheusMetrics(door.networks::get, Optional::empty);
        door.metrics.set(Optional.of(metrics));
        owner = door.connectOwner();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        metrics.close();
    }

    @Test
    void who_shows_no_token_or_a_wrong_one_learns_nothing() throws Exception {
        for (String header : List.of("", "Authorization: Bearer nonsense\r\n", "Authorization: Basic x\r\n")) {
            assertThat(door.request("/metrics", door.here() + header))
                    .startsWith("http/1.1 401")
                    .contains("www-authenticate: bearer");
        }
    }

    @Test
    void a_token_for_something_else_is_refused() throws Exception {
        String other = token("{\"name\":\"app\",\"verbs\":[\"status\"]}");
        NetworkId id = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
        door.networks.set(Optional.of(new SampleNetworks(List.of(new SampleNetwork(id, "home", List.of())), true)));
        String within = token("{\"name\":\"app\",\"verbs\":[\"metrics\"],\"network\":\"home\"}");

        assertThat(get(other).statusCode()).isEqualTo(403);
        assertThat(get(within).statusCode()).isEqualTo(403);
    }

    @Test
    void a_token_for_metrics_is_for_nothing_else() throws Exception {
        Conversation monitoring = door.connect(token("{\"name\":\"monitoring\",\"verbs\":[\"metrics\"]}"));

        assertThat(monitoring.call("status", "{}").at("/error/data/code").asText())
                .isEqualTo("refused");
    }

    @Test
    void the_door_is_as_narrow_as_the_others() throws Exception {
        String shown = "Authorization: Bearer " + door.ownerToken() + "\r\n";

        assertThat(door.request("/metrics", "Host: pipes.invalid\r\n" + shown)).startsWith("http/1.1 421");
        assertThat(door.request("/metrics", door.here() + "Origin: http://pipes.invalid\r\n" + shown))
                .startsWith("http/1.1 403");
        assertThat(door.request("/metrics", door.here() + shown)).startsWith("http/1.1 200");
    }

    @Test
    void without_the_feature_it_says_what_is_missing() throws Exception {
        door.metrics.set(Optional.empty());

        HttpResponse<String> answer = get(door.ownerToken());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("pipes-metrics");
    }

    @Test
    void the_process_the_networks_and_the_api_are_measured() throws Exception {
        NetworkId id = NetworkId.of(Bytes.wrap(new byte[NetworkId.SIZE]));
        door.networks.set(Optional.of(new SampleNetworks(List.of(new SampleNetwork(id, "ho\"me", List.of())), true)));

        assertThat(figures())
                .containsEntry("pipes_ready", 1.0)
                .containsEntry("pipes_members{network=\"ho\\\"me\"}", 1.0)
                .containsEntry("pipes_links{network=\"ho\\\"me\"}", 0.0)
                .containsEntry("pipes_api_clients{authenticated=\"yes\"}", 1.0)
                .containsEntry("pipes_api_clients{authenticated=\"no\"}", 0.0)
                .containsKeys("jvm_threads_live_threads", "pipes_api_skipped_total")
                .anySatisfy((name, value) -> {
                    assertThat(name).startsWith("jvm_memory_used_bytes{area=\"heap\"");
                    assertThat(value).isPositive();
                });

        owner.call("status", "{}");
        owner.call("network.show", "{\"network\":\"none\"}");

        assertThat(figures())
                .containsEntry("pipes_api_calls_seconds_count{method=\"status\",outcome=\"ok\"}", 1.0)
                .containsEntry("pipes_api_calls_seconds_count{method=\"network.show\",outcome=\"not_found\"}", 1.0);
    }

    private Map<String, Double> figures() throws IOException, InterruptedException {
        HttpResponse<String> answer = get(token("{\"name\":\"monitoring\",\"verbs\":[\"metrics\"]}"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        return answer.body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(MetricsDoorTest::sample)
                .collect(Collectors.toMap(sample -> sample.group(1), sample -> value(sample.group(2))));
    }

    private static Matcher sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        return sample;
    }

    private static double value(String text) {
        return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private String token(String params) {
        return owner.call("token.create", params).at("/result/token").asText();
    }

    private HttpResponse<String> get(String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port + "/metrics"))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
