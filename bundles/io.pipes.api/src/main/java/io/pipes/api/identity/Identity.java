// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.identity;

import io.pipes.base.Bytes;
import io.pipes.base.id.IdentityId;
import java.time.Instant;

/**
 * An identity this process holds.
 *
 * @param identity its id
 * @param name 1 to 64 characters, unique in this process
 * @param created when it was made or accepted here
 * @param rootKey the public key everything else follows from, 32 bytes
 */
public record Identity(IdentityId identity, String name, Instant created, Bytes rootKey) {}
