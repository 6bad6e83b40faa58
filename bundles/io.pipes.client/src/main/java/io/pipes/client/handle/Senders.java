// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.client.handle;

/**
 * What is remembered of everything that this Pipes sends.
 *
 * @param producers of what is published
 * @param receipts of messages to one node
 */
record Senders(Producers producers, Receipts receipts) {}
