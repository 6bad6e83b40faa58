// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.node.invitation.Invitations;
import io.pipes.node.membership.Ledger;
import io.pipes.node.peering.AddressBook;
import io.pipes.spi.storage.BlobStore;
import io.pipes.spi.storage.PacketStore;

/** One node's keys and what its store holds, loaded. */
record NodeParts(
        NodeId id,
        NodeProfile profile,
        NodeSecrets secrets,
        PacketStore store,
        BlobStore blobs,
        Ledger ledger,
        Invitations invitations,
        AddressBook book) {}
