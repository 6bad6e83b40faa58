// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * JSON-RPC 2.0: requests, answers, errors, and one client's connection.
 *
 * <p>Not here: sockets and the methods.
 */
@NullMarked
package io.pipes.gateway.rpc;

import org.jspecify.annotations.NullMarked;
