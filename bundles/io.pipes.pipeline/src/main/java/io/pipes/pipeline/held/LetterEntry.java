// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.held;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NodeId;
import io.pipes.pipeline.packet.ContentRules;
import io.pipes.spi.node.NodeContext;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node knows of a letter that it holds, or has sent.
 *
 * @param bytes how long the letter is
 * @param until when it is given up, in milliseconds by this node's clock
 * @param span what is in it; of own letters only
 * @param holders who has it durably, in the order in which they said so; of own letters only
 * @param receipt the recipient's signature; empty as long as there is none. With it, the letter itself is not kept any more
 */
record LetterEntry(
        Bytes id,
        NodeId sender,
        NodeId recipient,
        long number,
        int bytes,
        long until,
        Span span,
        List<NodeId> holders,
        Bytes receipt) {
    private static final int MAX_RECEIPT_BYTES = 256;
    private static final int MAX_HOLDERS = 64;

    static LetterEntry of(Letter letter, long until, Span span) {
        return new LetterEntry(
                letter.id(),
                letter.sender(),
                letter.recipient(),
                letter.number(),
                letter.encoded().size(),
                until,
                span,
                List.of(),
                Bytes.EMPTY);
    }

    /** Whether this is the recipient's word that it has this very letter; takes a while, so on a worker. */
    boolean confirmedBy(NodeContext node, Bytes recipientKey, Bytes signature) {
        Bytes text = Letter.receiptText(node.network(), sender, recipient, number, id);
        return node.suite().verify(recipientKey, Label.RECEIPT, text, signature);
    }

    boolean delivered() {
        return !receipt.isEmpty();
    }

    LetterEntry heldBy(NodeId holder) {
        List<NodeId> more = new ArrayList<>(holders);
        more.add(holder);
        return new LetterEntry(id, sender, recipient, number, bytes, until, span, List.copyOf(more), receipt);
    }

    LetterEntry withReceipt(Bytes signature) {
        return new LetterEntry(id, sender, recipient, number, bytes, until, span, holders, signature);
    }

    boolean mayBeHeldByMore() {
        return holders.size() < MAX_HOLDERS;
    }

    Bytes encode() {
        CborWriter out = new CborWriter(256)
                .writeArray(11)
                .writeBytes(sender.bytes())
                .writeBytes(recipient.bytes())
                .writeUnsigned(number)
                .writeUnsigned(bytes)
                .writeUnsigned(until)
                .writeLong(span.session())
                .writeUnsigned(span.first())
                .writeUnsigned(span.count())
                .writeUnsigned(span.time())
                .writeArray(holders.size());
        holders.forEach(holder -> out.writeBytes(holder.bytes()));
        return out.writeBytes(receipt).toBytes();
    }

    static LetterEntry decode(Bytes id, Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(11);
        NodeId sender = NodeId.read(in);
        NodeId recipient = NodeId.read(in);
        long number = in.readLong(1, Letter.MAX_NUMBER);
        int bytes = in.readInt(0, Letter.MAX_BYTES);
        long until = in.readLong(0, Long.MAX_VALUE);
        Span span = new Span(
                in.readLong(Long.MIN_VALUE, Long.MAX_VALUE),
                in.readLong(0, Long.MAX_VALUE),
                in.readInt(0, Integer.MAX_VALUE),
                in.readLong(0, ContentRules.MAX_TIME));
        List<NodeId> holders = new ArrayList<>();
        for (int left = in.readArray(MAX_HOLDERS); left > 0; left--) {
            holders.add(NodeId.read(in));
        }
        Bytes receipt = in.readBytes(MAX_RECEIPT_BYTES);
        in.end();
        return new LetterEntry(id, sender, recipient, number, bytes, until, span, List.copyOf(holders), receipt);
    }
}
