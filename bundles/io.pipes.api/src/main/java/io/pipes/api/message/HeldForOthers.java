// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

/**
 * What this node holds of messages from others to others, which it cannot read.
 *
 * @param letters how many; one has up to 1,000 messages
 * @param bytes how long they are together
 */
public record HeldForOthers(int letters, long bytes) {}
