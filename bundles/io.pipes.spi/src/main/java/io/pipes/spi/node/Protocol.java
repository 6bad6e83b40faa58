// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.node;

/**
 * What is spoken in an exchange.
 *
 * @param name 1 to 32 characters of {@code a-z 0-9 . -}, with its major version, for instance {@code message.1}
 * @param traffic how its frames rank on a link
 * @param windowBytes how many bytes the other side may send before this side has handled them: 64 KiB to 16 MiB, and at least
 *     the longest message
 */
public record Protocol(String name, TrafficClass traffic, int windowBytes) {}
