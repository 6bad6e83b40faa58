// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.identity;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The identities of this process: as whom it can be in networks. May be used from any thread. */
@ProviderType
public interface Identities {
    /**
     * Makes an identity; its root key is durable when the stage completes.
     *
     * @param name 1 to 64 printable characters; fails with {@code ALREADY_EXISTS} when one here has that name
     */
    CompletionStage<Identity> create(String name);

    /** All identities, in order of name. */
    CompletionStage<List<Identity>> list();
}
