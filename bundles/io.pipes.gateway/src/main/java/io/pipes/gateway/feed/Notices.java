// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipes.gateway.rpc.Client;
import java.util.function.Function;

/**
 * What a feed tells its client of the things that happen. Its feed calls it, one call at a time.
 *
 * @param <T> what happens
 */
public interface Notices<T> {
    /**
     * Tells of one thing, now or a little later together with others.
     *
     * @return about how many bytes that takes
     */
    long tell(T item);

    /** Whether something was put off. */
    default boolean isPending() {
        return false;
    }

    /** Whether the client has to know when the feed has subscribed again: changes may be missing, or begin anew. */
    default boolean leavesGaps() {
        return false;
    }

    /** Tells what was put off. */
    default void flush() {}

    /**
     * A notification for each thing.
     *
     * @param id of the subscription
     * @param notification its name
     * @param row what it says, beside the subscription
     */
    static <T> Notices<T> each(Client client, String id, String notification, Function<T, ObjectNode> row) {
        return item -> {
            ObjectNode params = JsonNodeFactory.instance.objectNode();
            params.put("subscription", id).setAll(row.apply(item));
            return client.notify(notification, params);
        };
    }

    /** As {@link #each}, of changes of something that is not kept: what changed while nobody looked is missing. */
    static <T> Notices<T> changes(Client client, String id, String notification, Function<T, ObjectNode> row) {
        Notices<T> each = each(client, id, notification, row);
        return new Notices<>() {
            @Override
            public long tell(T change) {
                return each.tell(change);
            }

            @Override
            public boolean leavesGaps() {
                return true;
            }
        };
    }
}
