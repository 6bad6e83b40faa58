// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import org.osgi.annotation.versioning.ConsumerType;

/** Seals values at rest. Belongs to one thread. */
@ConsumerType
public interface ValueCipher {
    /** @param place where the value stands; it opens nowhere else, so values cannot be swapped */
    Bytes seal(Bytes place, Bytes value);

    Bytes open(Bytes place, Bytes sealed) throws MalformedException;
}
