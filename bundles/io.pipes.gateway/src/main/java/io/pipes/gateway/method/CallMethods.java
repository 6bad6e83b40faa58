// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import io.pipes.gateway.rpc.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code call.*}: what a client says about calls that it has made. */
final class CallMethods {
    void addTo(Map<String, Method> methods) {
        methods.put(
                "call.cancel",
                (client, params) -> CompletableFuture.completedFuture(
                        Rows.object().put("cancelled", client.cancelCall(params.needId("id")))));
    }
}
