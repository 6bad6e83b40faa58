// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.network.Role;
import io.pipes.api.pipeline.HistoryPolicy;
import io.pipes.api.pipeline.PipelineChange;
import io.pipes.api.pipeline.PipelineSettings;
import io.pipes.api.pipeline.Retention;
import io.pipes.api.pipeline.Rotation;
import io.pipes.gateway.rpc.Json;
import io.pipes.gateway.rpc.Params;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How settings of pipelines are written as JSON. */
class SettingsMethodsTest {
    @Test
    void everything_that_can_be_set_is_read_and_shown() throws Exception {
        PipelineChange change = read("""
                {"history":"30d","retain":"500MB","publishRole":"admin","readRole":"writer","rotate":"7d",
                 "metadata":{"title":"Notes","old":null}}""");

        assertThat(change)
                .isEqualTo(PipelineChange.NOTHING
                        .with(HistoryPolicy.ofText("30d").orElseThrow())
                        .with(Retention.ofText("500MB").orElseThrow())
                        .with(Rotation.ofText("7d").orElseThrow())
                        .publishedFrom(Role.ADMIN)
                        .readFrom(Role.WRITER)
                        .note("title", Optional.of("Notes"))
                        .note("old", Optional.empty()));
        ObjectNode row = SettingsMethods.addTo(Rows.object(), change.apply(PipelineSettings.DEFAULT));
        assertThat(row).hasToString("""
                {"publishRole":"admin","readRole":"writer","rotation":"7d","metadata":{"title":"Notes"}}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "1000", "30d", "500MB", "latest", "latest:1h"})
    void what_is_kept_is_shown_as_it_was_said(String amount) throws Exception {
        PipelineChange change = read("{\"retain\":\"" + amount + "\"}");

        assertThat(change.apply(PipelineSettings.DEFAULT).retention().text()).isEqualTo(amount);
    }

    @Test
    void what_is_not_said_stays_as_it_is() throws Exception {
        assertThat(read("{\"name\":\"chat\"}")).isEqualTo(PipelineChange.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"history\":\"all\"}",
                "{\"retain\":\"0\"}",
                "{\"retain\":\"latest:59s\"}",
                "{\"retain\":\"latest:\"}",
                "{\"retain\":\"latest1\"}",
                "{\"rotate\":\"59s\"}",
                "{\"rotate\":\"always\"}",
                "{\"publishRole\":\"reader\"}",
                "{\"readRole\":\"relay\"}",
                "{\"readRole\":\"everybody\"}",
                "{\"metadata\":\"title\"}",
                "{\"metadata\":{\"Title\":\"x\"}}",
                "{\"metadata\":{\"title\":\"\"}}",
                "{\"metadata\":{\"title\":7}}",
                "{\"metadata\":{\"title\":\"\\u001b[2J\"}}",
                "{\"metadata\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\",\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\","
                        + "\"j\":\"\",\"k\":\"\",\"l\":\"\",\"m\":\"\",\"n\":\"\",\"o\":\"\",\"p\":\"\",\"q\":\"\"}}"
            })
    void what_makes_no_sense_is_refused_with_what_does(String params) {
        assertThatThrownBy(() -> read(params))
                .isInstanceOfSatisfying(
                        PipesException.class,
                        refused -> assertThat(refused.code()).isEqualTo(PipesException.Code.INVALID_ARGUMENT));
    }

    private static PipelineChange read(String params) throws Exception {
        JsonNode node = Json.read(params);
        return SettingsParams.read(new Params(node));
    }
}
