// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.identity;

import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.IdentityId;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The identities of this process, as the kernel sees them. May be used from any thread; answers from memory. */
@ConsumerType
public interface LocalIdentities {
    List<LocalIdentity> all();

    Optional<LocalIdentity> find(IdentityId id);

    /**
     * Reads an identity as the keystore has it, without keeping it: it comes from a backup.
     *
     * @param entry its name in the keystore
     * @throws MalformedException when it is none, or another one
     */
    LocalIdentity read(String entry, Secret secret) throws MalformedException;
}
