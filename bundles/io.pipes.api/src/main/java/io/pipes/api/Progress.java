// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api;

import java.util.Optional;

/**
 * How far a {@link Task} is.
 *
 * @param stage a word for what is being done
 * @param done how much of that is done, in whatever is counted
 * @param of how much there is to do, if anybody knows
 * @param text a sentence for a person
 */
public record Progress(String stage, long done, Optional<Long> of, String text) {}
