// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.identity;

import io.pipes.base.id.IdentityId;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The identities of this process, as the kernel sees them. May be used from any thread; answers from memory. */
@ConsumerType
public interface LocalIdentities {
    List<LocalIdentity> all();

    Optional<LocalIdentity> find(IdentityId id);
}
