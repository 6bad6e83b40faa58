// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.identity;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.id.IdentityId;
import org.osgi.annotation.versioning.ConsumerType;

/** An identity whose root key this process holds. */
@ConsumerType
public interface LocalIdentity {
    IdentityId id();

    /** What people call it; 1 to 64 characters. */
    String name();

    /** The first entry of the identity's log; its hash is the id. At most 1,024 bytes; see {@code IdentityGenesis}. */
    Bytes genesis();

    /** Signs with the identity's root key, for instance that a node's keys belong to it. */
    Bytes sign(Label label, Bytes message);
}
