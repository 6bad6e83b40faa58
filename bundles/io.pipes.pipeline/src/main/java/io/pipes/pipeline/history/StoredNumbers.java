// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.pipeline.history;

import io.pipes.api.message.MessageName;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.PacketId;
import io.pipes.pipeline.numbers.Ranges;
import io.pipes.pipeline.packet.MessageBatch;
import io.pipes.spi.local.ProducerState;
import java.util.Optional;

/**
 * Which messages of one producer are durable. Not to be changed.
 *
 * @param last the message with the highest number
 */
record StoredNumbers(Ranges numbers, MessageName.Published last) {
    /** Of a producer that published its first message here. */
    static StoredNumbers first(long number, MessageName.Published message) {
        return new StoredNumbers(new Ranges(), message).with(number, message);
    }

    StoredNumbers with(long number, MessageName.Published message) {
        Ranges more = numbers.copy();
        more.add(number);
        return new StoredNumbers(more, number >= numbers.last() ? message : last);
    }

    boolean contains(long number) {
        return numbers.contains(number);
    }

    /** Which message has this number; only the highest one is remembered. */
    Optional<MessageName.Published> message(long number) {
        return number == numbers.last() ? Optional.of(last) : Optional.empty();
    }

    ProducerState state() {
        return new ProducerState(numbers.last(), numbers.map(ProducerState.Range::new));
    }

    Bytes write() {
        CborWriter out = new CborWriter(64).writeArray(3);
        numbers.write(out);
        return out.writeBytes(last.packet().bytes()).writeUnsigned(last.index()).toBytes();
    }

    static StoredNumbers read(Bytes written) throws MalformedException {
        CborReader in = new CborReader(written);
        in.readArrayExactly(3);
        Ranges numbers = Ranges.read(in);
        PacketId packet = PacketId.read(in);
        StoredNumbers read = new StoredNumbers(
                numbers, new MessageName.Published(packet, in.readInt(0, MessageBatch.MAX_MESSAGES - 1)));
        in.end();
        return read;
    }
}
