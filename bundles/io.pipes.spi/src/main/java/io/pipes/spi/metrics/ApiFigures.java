// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.spi.metrics;

/**
 * What the API has to do now.
 *
 * @param clients connections that have authenticated
 * @param strangers those that have not
 * @param subscriptions of all clients together
 * @param waiting bytes that clients have not read yet, about
 * @param skipped items that were left out, since the gateway was started, because clients of live pipelines were too slow
 */
public record ApiFigures(int clients, int strangers, int subscriptions, long waiting, long skipped) {}
