// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.node.wire.Attachment;
import io.pipes.node.wire.Intake;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The sessions to which callers may attach another connection, by the ids that announce one. Lives on the loop. */
public final class Sessions {
    private final Map<Bytes, Session> expected = new HashMap<>();

    void expect(Bytes id, Session session) {
        expected.put(id, session);
    }

    void forget(Bytes id) {
        expected.remove(id);
    }

    /** The session that this id announces a connection for. */
    public Optional<Session> find(Bytes id) {
        return Optional.ofNullable(expected.get(id));
    }

    /** A session that goes on over other connections. */
    public interface Session {
        /**
         * Answers and goes on over this connection. The id is used up then, and not by somebody who has only seen it.
         *
         * @param connection taken over, unless this throws
         * @throws MalformedException when the caller is not the other end of the session
         */
        void attach(Attachment call, Intake connection) throws MalformedException;
    }
}
