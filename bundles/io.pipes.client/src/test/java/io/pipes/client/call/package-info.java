// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
@NullMarked
package io.pipes.client.call;

import org.jspecify.annotations.NullMarked;
