// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * The packet: signed, sealed, atomic; its header, its content and how both are checked.
 *
 * <p>Not here: how packets travel.
 */
@NullMarked
package io.pipes.pipeline.packet;

import org.jspecify.annotations.NullMarked;
