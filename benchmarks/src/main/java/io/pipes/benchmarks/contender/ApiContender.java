// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

import io.pipes.benchmarks.node.NodeDoor;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Two clients of one node's API, and the node as a process of its own, which the sending side starts. Live pipelines leave out what a
 * subscriber has no room for, so receivers grant credit, as they do with NATS.
 */
final class ApiContender implements Contender {
    private final ApiClient.Way way;

    ApiContender(ApiClient.Way way) {
        this.way = way;
    }

    @Override
    public Hub hub(Mode mode, Path scratch, Listener answers) throws Exception {
        Between node = Between.node(scratch);
        ApiClient client = way.open(node.door());
        Credit credit = new Credit();
        client.subscribe(Between.ANSWERS, answers);
        client.subscribe(Between.CREDIT, grant -> credit.granted(grant.getInt(), grant.getLong()));
        return new Host(node, client, credit);
    }

    @Override
    public End spoke(Mode mode, String address, Path scratch, int number, Listener messages) throws Exception {
        ApiClient client = way.open(NodeDoor.parse(address));
        Granting granting = new Granting(client, number, messages);
        client.subscribe(Between.MESSAGES, granting);
        granting.grant();
        return new Guest(client);
    }

    /** Grants the sender more whenever a part of the window was taken. */
    private static final class Granting implements Listener {
        /** Until a client knows how long messages are, it takes few. */
        private static final int FIRST = 32;

        private static final int PARTS = 4;

        private final ApiClient client;
        private final int number;
        private final Listener messages;
        private long taken;
        private long granted;

        Granting(ApiClient client, int number, Listener messages) {
            this.client = client;
            this.number = number;
            this.messages = messages;
        }

        @Override
        public void received(ByteBuffer message) {
            messages.received(message);
            taken++;
            if (granted - taken <= window() - window() / PARTS) {
                grant();
            }
        }

        private int window() {
            return taken < FIRST ? FIRST : client.window();
        }

        void grant() {
            granted = taken + window();
            client.publish(
                    Between.CREDIT,
                    ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                            .putInt(number)
                            .putLong(granted)
                            .array());
        }
    }

    private record Host(Between node, ApiClient client, Credit credit) implements Hub {
        @Override
        public String address() {
            return node.address();
        }

        @Override
        public void await(int others) throws InterruptedException {
            credit.await(others);
        }

        @Override
        public void send(byte[] message) {
            credit.spend();
            client.publish(Between.MESSAGES, message);
        }

        @Override
        public void close() {
            client.close();
            node.close();
        }
    }

    private record Guest(ApiClient client) implements End {
        @Override
        public void send(byte[] message) {
            client.publish(Between.ANSWERS, message);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
