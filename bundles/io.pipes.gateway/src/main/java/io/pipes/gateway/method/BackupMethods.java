// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.store.Backup;
import io.pipes.api.store.Backups;
import io.pipes.api.store.Restore;
import io.pipes.api.store.RestoreReport;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.gateway.feed.Features;
import io.pipes.gateway.rpc.Client;
import io.pipes.gateway.rpc.Method;
import io.pipes.gateway.rpc.Params;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code backup.*}: this home as the bytes of a file of the client's, sealed under the client's passphrase. For the owner only. */
final class BackupMethods {
    /** As much as a passphrase file may hold. */
    private static final int MAX_PASSPHRASE = 1_024;

    private final Supplier<Optional<Backups>> backups;

    BackupMethods(Supplier<Optional<Backups>> backups) {
        this.backups = backups;
    }

    void addTo(Map<String, Method> methods) {
        methods.put("backup.create", this::create);
        methods.put("backup.read", this::read);
        methods.put("backup.restore", this::restore);
        methods.put("backup.write", this::write);
    }

    private record Reading(Backup backup) implements Client.Subscription {
        @Override
        public void grant(long count) {}

        @Override
        public void cancel() {
            backup.close();
        }
    }

    private record Writing(Restore restore) implements Client.Subscription {
        @Override
        public void grant(long count) {}

        @Override
        public void cancel() {
            restore.close();
        }
    }

    private CompletionStage<JsonNode> create(Client client, Params params) {
        try (Secret passphrase = passphrase(params)) {
            return begun(client, new Reading(backups().begin(passphrase)));
        }
    }

    private CompletionStage<JsonNode> restore(Client client, Params params) {
        try (Secret passphrase = passphrase(params)) {
            return begun(client, new Writing(backups().restore(passphrase)));
        }
    }

    private Backups backups() {
        return backups.get().orElseThrow(() -> Features.missing("node"));
    }

    private static Secret passphrase(Params params) {
        byte[] bytes = params.bytes("passphrase")
                .map(Bytes::toArray)
                .orElseThrow(() -> Params.invalid("Parameter 'passphrase' is missing."));
        if (bytes.length == 0 || bytes.length > MAX_PASSPHRASE) {
            throw Params.invalid("'passphrase' is 1 to 1,024 bytes in base64.");
        }
        return Secret.wrap(bytes);
    }

    private static CompletionStage<JsonNode> begun(Client client, Client.Subscription work) {
        String id = client.newSubscriptionId();
        client.add(id, work);
        return CompletableFuture.completedFuture(Rows.object().put("backup", id));
    }

    private CompletionStage<JsonNode> read(Client client, Params params) {
        String id = params.needText("backup");
        if (!(client.subscription(id) instanceof Reading reading)) {
            throw Params.invalid("'backup' is what 'backup.create' has answered.");
        }
        return reading.backup().next().thenApply(next -> {
            if (next.isEmpty()) {
                client.forget(id);
            }
            return Rows.piece(next);
        });
    }

    private CompletionStage<JsonNode> write(Client client, Params params) {
        String id = params.needText("backup");
        if (!(client.subscription(id) instanceof Writing writing)) {
            throw Params.invalid("'backup' is what 'backup.restore' has answered.");
        }
        Optional<Bytes> chunk = params.bytes("base64");
        if (chunk.isPresent()) {
            return writing.restore().take(chunk.get()).thenApply(BackupMethods::row);
        }
        client.forget(id);
        return writing.restore().finish().thenApply(BackupMethods::row);
    }

    private static ObjectNode row(RestoreReport report) {
        return Rows.object()
                .put("identities", report.identities())
                .put("nodes", report.nodes())
                .put("refused", report.refused())
                .put("entries", report.entries())
                .put("blobs", report.blobs());
    }
}
