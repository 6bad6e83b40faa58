// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.call;

import io.pipes.api.PipesException;

/** Something that has to be set up anew at each connection, such as a subscription. Told everything in the strand. */
public interface Standing {
    /** There is a connection: set it up. */
    void connected(Line line);

    /** The connection is gone, and with it everything that was set up. */
    void disconnected();

    /** There will be no connection any more. */
    void ended(PipesException why);
}
