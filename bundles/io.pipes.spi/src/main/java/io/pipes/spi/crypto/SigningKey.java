// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.crypto;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.Secret;
import org.osgi.annotation.versioning.ConsumerType;

/** A key pair that signs. May be used from several threads. */
@ConsumerType
public interface SigningKey {
    /** 32 bytes. */
    Bytes publicKey();

    /** What {@link CryptoSuite#signingKey} reads back. Belongs to the caller. */
    Secret secret();

    /** Signs a message under a label; {@link CryptoSuite#verify} checks it. */
    Bytes sign(Label label, Bytes message);
}
