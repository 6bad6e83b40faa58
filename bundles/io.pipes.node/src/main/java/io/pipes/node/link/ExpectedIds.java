// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ids by which the caller of one session may announce its next connections: some ahead of the last one that came, because calls
 * get lost, and some behind, because they overtake each other.
 */
final class ExpectedIds {
    /** How many calls in a row may get lost. */
    static final int AHEAD = 32;

    private static final int BEHIND = 8;

    private final Sessions sessions;
    private final Sessions.Session session;
    private final AttachSecret secret;
    private final TreeMap<Long, Bytes> ids = new TreeMap<>();
    private long nextNumber;

    ExpectedIds(Sessions sessions, Sessions.Session session, AttachSecret secret) {
        this.sessions = sessions;
        this.session = session;
        this.secret = secret;
        extend(AHEAD);
    }

    private void extend(long end) {
        for (; nextNumber < end; nextNumber++) {
            Bytes id = secret.id(nextNumber);
            ids.put(nextNumber, id);
            sessions.expect(id, session);
        }
    }

    /** The caller has used this id. */
    void used(Bytes id) {
        for (Map.Entry<Long, Bytes> entry : ids.entrySet()) {
            if (entry.getValue().equals(id)) {
                used(entry.getKey());
                return;
            }
        }
    }

    private void used(long number) {
        ids.remove(number);
        Map<Long, Bytes> old = ids.headMap(number - BEHIND);
        old.values().forEach(sessions::forget);
        old.clear();
        extend(number + 1 + AHEAD);
    }

    void forgetAll() {
        ids.values().forEach(sessions::forget);
        ids.clear();
    }
}
