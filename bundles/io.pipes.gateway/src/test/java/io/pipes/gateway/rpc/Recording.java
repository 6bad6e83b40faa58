// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.pipes.gateway.token.Token;
import java.util.ArrayList;
import java.util.List;

/** A client's end that remembers all it was sent, and reads at once unless the test says how much waits. */
public final class Recording implements Outlet {
    /** Answers and notifications, in order. */
    public final List<JsonNode> sent = new ArrayList<>();

    /** Close codes. */
    public final List<Integer> closed = new ArrayList<>();

    public final List<Runnable> waitingForRoom = new ArrayList<>();
    public long waiting;
    /** Whether the client has gone, unnoticed so far. */
    public boolean gone;

    /** What the client does, once, in the moment in which it is sent something. */
    public Runnable then = () -> {};

    /** Whether what is sent from now on waits. */
    public boolean weighs;

    @Override
    public long send(JsonNode message) {
        if (gone) {
            return 0;
        }
        sent.add(message);
        long size = Json.write(message).length();
        waiting += weighs ? size : 0;
        Runnable now = then;
        then = () -> {};
        now.run();
        return size;
    }

    @Override
    public long waiting() {
        return waiting;
    }

    @Override
    public void whenRoom(Runnable task) {
        waitingForRoom.add(task);
    }

    @Override
    public void admit(Token token) {}

    @Override
    public void close(int code, String reason) {
        closed.add(code);
    }
}
