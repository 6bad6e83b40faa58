// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** A PostgreSQL for tests, also for those of other modules. */
@NullMarked
package io.pipes.storage.postgresql.server;

import org.jspecify.annotations.NullMarked;
