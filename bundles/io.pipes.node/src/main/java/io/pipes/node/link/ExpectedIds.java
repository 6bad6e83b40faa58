// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids by which the caller of one session may announce the next connection of one lane: some ahead of the last one that came, because
 * calls get lost. One that is older than another that came is never good again.
 */
final class ExpectedIds {
    private final Sessions sessions;
    private final Sessions.Session session;
    private final AttachSecret secret;
    private final int lane;
    private final int ahead;
    private final Map<Bytes, Long> numbers = new HashMap<>();
    private long next;

    /** @param ahead how many calls in a row may get lost */
    ExpectedIds(Sessions sessions, Sessions.Session session, AttachSecret secret, int lane, int ahead) {
        this.sessions = sessions;
        this.session = session;
        this.secret = secret;
        this.lane = lane;
        this.ahead = ahead;
        extend(ahead);
    }

    private void extend(long end) {
        for (; next < end; next++) {
            Bytes id = secret.id(lane, next);
            numbers.put(id, next);
            sessions.expect(id, session);
        }
    }

    /** The caller has used this id, if it is one of these. */
    void used(Bytes id) {
        Long number = numbers.get(id);
        if (number != null) {
            numbers.entrySet().removeIf(entry -> {
                boolean old = entry.getValue() <= number;
                if (old) {
                    sessions.forget(entry.getKey());
                }
                return old;
            });
            extend(number + 1 + ahead);
        }
    }

    void forgetAll() {
        numbers.keySet().forEach(sessions::forget);
        numbers.clear();
    }
}
