// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Randomness;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.home.Settings;
import io.pipes.spi.identity.LocalIdentities;
import io.pipes.spi.loop.Loops;
import io.pipes.spi.storage.BlobStores;
import io.pipes.spi.storage.PacketStores;

/**
 * What a kernel needs from outside and does not own: it closes none of it. Transports and extensions come and go, so they are handed
 * to the kernel one by one.
 *
 * @param loops the kernel takes one loop of it for all its nodes; time comes from that loop
 * @param settings how the process was told to behave; {@code listen} empty makes a kernel that only calls others
 * @param timing {@link Timing#DEFAULT} unless a test wants to wait less
 */
public record Surroundings(
        Loops loops,
        Randomness randomness,
        CryptoSuite suite,
        Keystore keystore,
        PacketStores stores,
        BlobStores blobs,
        LocalIdentities identities,
        Settings settings,
        Timing timing) {}
