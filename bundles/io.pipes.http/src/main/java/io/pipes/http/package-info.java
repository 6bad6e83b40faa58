// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/** The web server that the API is served by: Felix HTTP, begun with defaults that are safe for it. */
@NullMarked
package io.pipes.http;

import org.jspecify.annotations.NullMarked;
