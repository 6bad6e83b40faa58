// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.base;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a hash, signature or key is for. Every use of a primitive is bound to one of these, so that nothing made for one purpose passes
 * for another. The text follows from the name: {@code PACKET_KEY} is {@code pipes/1/packet-key}.
 *
 * <p>The bytes end with a zero, which makes sure that no label is the beginning of another one: {@code label || data} has one reading.
 */
public enum Label {
    // Who and what
    IDENTITY,
    IDENTITY_OPERATION,
    NODE,
    NODE_BINDING,
    NODE_SUCCESSION,
    NETWORK,
    OPERATION,
    MEMBERSHIP_CHECKPOINT,
    PIPELINE,
    PIPELINE_OPENED,
    RECOVERY,

    // Joining
    INVITATION,
    INVITATION_PSK,
    JOIN_SECRET,
    REDEEM,
    TICKET,

    // Links
    LINK,
    LINK_PROLOGUE,
    LINK_PROOF,
    LINK_STATE,
    PREFACE_MAC,
    DISCOVERY,
    LANE,
    LANE_KEY,
    LANE_ATTACH,
    LANE_REKEY,
    SESSION,

    // Packets and messages
    PACKET,
    PACKET_KEY,
    PACKET_COMMIT,
    PACKET_AAD,
    ROUTE_TAG,
    MESSAGE,
    MESSAGE_KEY,
    RECEIPT,
    PRESENCE,
    SERVICES,

    // Epochs and prekeys
    EPOCH,
    EPOCH_BOX,
    EPOCH_COMMIT,
    EPOCH_PAGE,
    PREKEY,
    PREKEY_BOX,
    HISTORY_ARCHIVE,
    HISTORY_BUCKET,
    HISTORY_KEY,
    HISTORY_ROOT,
    HISTORY_WRAP,

    // Files
    FILE_KEY,
    FILE_MANIFEST,
    BLOB,
    BLOB_KEY,
    TREE_LEAF,
    TREE_NODE,

    // At rest and beside the node
    STORE_KEY,
    STORE_RECORD,
    KEYSTORE,
    KEYSTORE_UNLOCK,
    BACKUP,
    API_TOKEN,
    PLUGIN;

    private final String text;
    private final Bytes bytes;

    Label() {
        text = "pipes/1/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        bytes = Bytes.wrap((text + '\0').getBytes(StandardCharsets.US_ASCII));
    }

    /** Such as {@code pipes/1/packet-key}, without the zero. */
    public String text() {
        return text;
    }

    /** The text in ASCII and a zero. */
    public Bytes bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
