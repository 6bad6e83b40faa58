// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The node's front door for other processes: the asynchronous API on the console port.
 *
 * <p>Not here: what the calls do, which is the API's business.
 */
@NullMarked
package io.pipes.gateway;

import org.jspecify.annotations.NullMarked;
