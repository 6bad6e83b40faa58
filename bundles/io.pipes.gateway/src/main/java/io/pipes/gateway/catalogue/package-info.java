// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * What there is to call and to be told, declared once: the AsyncAPI document that the node serves, and the page of the methods, are written
 * from it. What methods do is not here but in {@code io.pipes.gateway.method}.
 */
@NullMarked
package io.pipes.gateway.catalogue;

import org.jspecify.annotations.NullMarked;
