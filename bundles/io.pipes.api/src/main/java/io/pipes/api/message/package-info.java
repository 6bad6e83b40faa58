// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Messages and their delivery to one node.
 *
 * <p>Not here: messages to many, which are published to pipelines.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.message;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
