// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.engine;

import io.pipes.base.Randomness;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.home.Home;
import io.pipes.spi.loop.Loops;

/** What the stores of an engine stand on. They own none of it. */
public record Foundation(Home home, Loops loops, CryptoSuite suite, Randomness randomness) {}
