// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.api.Home;
import io.pipes.api.Task;
import io.pipes.api.store.RestoreReport;
import io.pipes.api.store.StoreInfo;
import io.pipes.base.Bytes;
import io.pipes.base.Secret;
import io.pipes.client.row.Homes;
import io.pipes.client.row.Params;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

final class ClientHome implements Home {
    private static final String BACKUP = "backup";

    private final Calls calls;

    ClientHome(Calls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<StoreInfo> store() {
        return calls.read("store.show", Params.none(), Homes::store);
    }

    @Override
    public Task<StoreInfo> moveStore(String kind) {
        ClientTask<StoreInfo> task = calls.task();
        return task.endsWith(
                task.step(() -> calls.follow(task, "store.move", Params.none().put("to", kind), Homes::store)));
    }

    @Override
    public Task<Long> backUp(OutputStream file, Secret passphrase) {
        return FileFromNode.write(calls, BACKUP, "backup.create", sealedUnder(passphrase), file);
    }

    @Override
    public Task<RestoreReport> restore(InputStream file, Secret passphrase) {
        return FileToNode.read(calls, BACKUP, "backup.restore", sealedUnder(passphrase), file, Homes::restored);
    }

    private static ObjectNode sealedUnder(Secret passphrase) {
        return Params.none()
                .set("passphrase", Params.bytes(Bytes.wrap(passphrase.bytes().clone())));
    }
}
