// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.spi.storage.PacketStores;

/**
 * The stores that the home says nodes are kept in. A service inside this bundle: it is there when nodes may be opened, and goes when the
 * provider goes or while nodes are moved.
 */
public record ChosenStores(PacketStores stores) {}
