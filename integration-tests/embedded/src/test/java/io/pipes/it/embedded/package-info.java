// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** What an application gets that depends on {@code io.pipes.embedded}: the jars, and a node inside of its process. */
@NullMarked
package io.pipes.it.embedded;

import org.jspecify.annotations.NullMarked;
