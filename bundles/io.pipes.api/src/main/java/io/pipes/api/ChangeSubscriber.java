// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.util.concurrent.Flow;

/**
 * A subscriber to changes of something that can be looked at as a whole, which wants to know when it has to. Any other subscriber is not told.
 *
 * @param <T> the changes
 */
public interface ChangeSubscriber<T> extends Flow.Subscriber<T> {
    /**
     * The connection to the node was lost for a while, the feature behind the changes was replaced, or too much waited, and changes may have been
     * missed before the next one: look at the whole again. Comes in order with the changes, without being asked for. Who begins to look now misses nothing: later changes
     * come.
     *
     * <p>Of maps, counters and sets everything that there is comes next: forget what came before. Without this, what was removed meanwhile would stay
     * for ever.
     */
    void onMissed();
}
