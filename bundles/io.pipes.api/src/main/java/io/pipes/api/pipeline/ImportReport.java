// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.pipeline;

import java.util.Optional;

/**
 * What has become of an import so far.
 *
 * @param pipeline its name on this node; empty before the first packet
 * @param operations of the membership log that are durable now and were not here
 * @param packets that are durable now and were not here, or were damaged
 * @param known packets that were here already
 * @param refused packets that were not taken
 * @param refusal why something was not taken first
 * @param contents above 1 MiB that are whole now and were not
 * @param complete whether the end of the file was read, and is true of all before it
 */
public record ImportReport(
        Optional<String> pipeline,
        long operations,
        long packets,
        long known,
        long refused,
        Optional<String> refusal,
        long contents,
        boolean complete) {}
