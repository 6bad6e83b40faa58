// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What a process of nodes is made of, put together without a container: for applications that nodes run inside of, for benchmarks and
 * for tests. It is said here once; in a container the components of the bundles find each other.
 *
 * <p>Not here: the API for applications, which {@code io.pipes.embedded} puts in front of it.
 */
@NullMarked
package io.pipes.engine;

import org.jspecify.annotations.NullMarked;
