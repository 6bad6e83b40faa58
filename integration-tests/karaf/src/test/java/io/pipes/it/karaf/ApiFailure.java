// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.it.karaf;

import com.fasterxml.jackson.databind.JsonNode;

/** An error that the API answered; the message begins with its code. */
final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    ApiFailure(JsonNode error) {
        super(error.at("/data/code").asText() + ": " + error.get("message").asText());
        code = error.at("/data/code").asText();
    }

    String code() {
        return code;
    }
}
