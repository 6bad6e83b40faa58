// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Networks, pipelines, messages, services and presence as the node itself has them: what features offer each other, and the gateway opens to
 * applications. Answers come on the node's loop, so continuations must not block, and objects end with the feature behind them.
 *
 * <p>Not here: what applications program against, which is in {@code io.pipes.api}.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.spi.local;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
