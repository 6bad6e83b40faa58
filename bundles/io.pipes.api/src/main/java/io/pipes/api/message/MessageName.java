// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.base.Bytes;
import io.pipes.base.id.MessageId;
import io.pipes.base.id.PacketId;
import java.nio.ByteBuffer;

/**
 * Which message it is, the same for its sender and for everybody who got it.
 *
 * <p>It becomes text only when somebody asks for it: making the text costs more than everything else that happens to a short message.
 */
public sealed interface MessageName {
    /** As people and other programs see it. */
    String text();

    /**
     * A message to one node.
     *
     * @param session which numbering of the sender
     * @param number its place in it
     */
    record Direct(long session, long number) implements MessageName {
        public static Direct of(MessageId id) {
            return new Direct(id.bytes().longAt(0), id.bytes().longAt(Long.BYTES));
        }

        public MessageId id() {
            byte[] id = ByteBuffer.allocate(MessageId.SIZE)
                    .putLong(session)
                    .putLong(number)
                    .array();
            return MessageId.of(Bytes.wrap(id));
        }

        @Override
        public String text() {
            return id().text();
        }

        @Override
        public String toString() {
            return id().shortText();
        }
    }

    /**
     * A message to many.
     *
     * @param packet what carries it
     * @param index its place in the packet, from 0
     */
    record Published(PacketId packet, int index) implements MessageName {
        @Override
        public String text() {
            return packet.text() + "." + index;
        }

        @Override
        public String toString() {
            return packet.shortText() + "." + index;
        }
    }

    /**
     * A published message whose name is lost: it was published again because its first answer did not come, and the node knows only that it has
     * it.
     *
     * @param producer as whom it was published
     * @param number its number of that producer
     */
    record Forgotten(String producer, long number) implements MessageName {
        @Override
        public String text() {
            return producer + "#" + number;
        }
    }
}
