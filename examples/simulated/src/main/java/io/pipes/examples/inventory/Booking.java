// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.inventory;

/**
 * Something came into a shop or went out of it.
 *
 * @param count how many came; less than 0 when they went
 */
public record Booking(String shop, String article, int count) {}
