// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * Services: requests that one node answers another, and who may use what a node offers.
 *
 * <p>Not here: messages that nobody has to answer.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.pipes.api.service;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
