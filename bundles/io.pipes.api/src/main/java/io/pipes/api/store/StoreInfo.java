// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.store;

import java.util.List;
import java.util.Optional;

/**
 * Where nodes are kept.
 *
 * @param kind the store that is used; empty if nobody can tell, which a problem explains
 * @param installed the stores that could be used now, sorted
 * @param move the move that is under way, or the last one since this process has started
 * @param problems sentences for an operator; empty when all is well
 */
public record StoreInfo(String kind, List<String> installed, Optional<StoreMove> move, List<String> problems) {}
