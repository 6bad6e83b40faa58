// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
@NullMarked
package io.pipes.runtime.output;

import org.jspecify.annotations.NullMarked;
