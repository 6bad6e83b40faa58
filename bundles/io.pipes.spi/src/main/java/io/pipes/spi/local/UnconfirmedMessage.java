// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.local;

import io.pipes.api.message.Message;
import org.osgi.annotation.versioning.ProviderType;

/** A message in the hands of a subscriber, which says when it has dealt with it. May be used from any thread. */
@ProviderType
public interface UnconfirmedMessage {
    Message message();

    /** Says that it is dealt with. Does nothing when that was said before, or when the subscription is over: others have the message then. */
    void confirm();
}
