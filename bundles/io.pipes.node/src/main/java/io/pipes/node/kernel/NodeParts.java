// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.id.NodeId;
import io.pipes.node.backup.WatchedStore;
import io.pipes.node.invitation.Invitations;
import io.pipes.node.membership.Ledger;
import io.pipes.node.peering.AddressBook;
import io.pipes.spi.storage.BlobStore;

/** One node's keys and what its store holds, loaded. */
record NodeParts(
        NodeId id,
        NodeProfile profile,
        NodeSecrets secrets,
        WatchedStore store,
        BlobStore blobs,
        Ledger ledger,
        Invitations invitations,
        AddressBook book) {}
