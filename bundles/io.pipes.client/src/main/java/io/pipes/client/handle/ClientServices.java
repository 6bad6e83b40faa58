// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.PipesException;
import io.pipes.api.message.Content;
import io.pipes.api.pipeline.Metadata;
import io.pipes.api.service.Answer;
import io.pipes.api.service.Handler;
import io.pipes.api.service.Offer;
import io.pipes.api.service.Offered;
import io.pipes.api.service.Services;
import io.pipes.base.id.NetworkId;
import io.pipes.client.row.Members;
import io.pipes.client.row.Params;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class ClientServices implements Services {
    private final Calls calls;
    private final NetworkId network;

    ClientServices(Calls calls, NetworkId network) {
        this.calls = calls;
        this.network = network;
    }

    private ObjectNode params() {
        return Params.none().put("network", network.text());
    }

    @Override
    public CompletionStage<Offer> offer(String service, SortedMap<String, String> metadata, Handler handler) {
        if (metadata.size() > Metadata.MAX_ENTRIES
                || !metadata.entrySet().stream()
                        .allMatch(entry -> Metadata.isKey(entry.getKey()) && Metadata.isValue(entry.getValue()))) {
            return CompletableFuture.failedFuture(new PipesException(
                    PipesException.Code.INVALID_ARGUMENT,
                    "Metadata has at most " + Metadata.MAX_ENTRIES
                            + " texts: keys of 1 to 64 characters of a-z 0-9 . _ - and values of 1 to 256 bytes."));
        }
        ObjectNode params = params().put("service", service);
        ObjectNode said = params.putObject("metadata");
        metadata.forEach(said::put);
        ClientOffer offer = new ClientOffer(calls.conversation(), service, params, handler);
        calls.conversation().keep(offer);
        return offer.made();
    }

    @Override
    public CompletionStage<Answer> call(String service, Content request, Duration deadline) {
        return new ServiceCall(calls, params()).make(service, request, deadline);
    }

    @Override
    public CompletionStage<List<Offered>> list() {
        return calls.list("service.list", params(), Members::offered);
    }
}
