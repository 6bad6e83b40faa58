// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;

/** One method of the API. Called on any thread; must not block. What it throws is answered like what its stage fails with. */
@FunctionalInterface
public interface Method {
    CompletionStage<JsonNode> call(Client client, Params params);
}
