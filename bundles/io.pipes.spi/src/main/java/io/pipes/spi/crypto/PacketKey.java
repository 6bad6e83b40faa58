// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import org.osgi.annotation.versioning.ConsumerType;

/** The key of one packet. Seals once; the salt makes the next packet's key another one. */
@ConsumerType
public interface PacketKey {
    /** 32 bytes that commit to this key, so a ciphertext opens under one key only. */
    Bytes commitment();

    /** Seals the packet's content; {@code header} is bound to it and stays readable. */
    Bytes seal(Bytes header, Bytes content);

    /** Opens what {@link #seal} made with the same header. */
    Bytes open(Bytes header, Bytes ciphertext) throws MalformedException;
}
