// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

import io.pipes.api.identity.Identities;
import io.pipes.api.identity.Identity;
import io.pipes.client.row.Members;
import io.pipes.client.row.Params;
import java.util.List;
import java.util.concurrent.CompletionStage;

final class ClientIdentities implements Identities {
    private final Calls calls;

    ClientIdentities(Calls calls) {
        this.calls = calls;
    }

    @Override
    public CompletionStage<Identity> create(String name) {
        return calls.write("identity.create", Params.none().put("name", name), Members::identity);
    }

    @Override
    public CompletionStage<List<Identity>> list() {
        return calls.list("identity.list", Params.none(), Members::identity);
    }
}
