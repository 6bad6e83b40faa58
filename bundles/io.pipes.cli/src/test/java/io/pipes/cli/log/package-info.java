// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
@NullMarked
package io.pipes.cli.log;

import org.jspecify.annotations.NullMarked;
