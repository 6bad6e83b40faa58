// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
/**
 * HPKE (RFC 9180), base mode, one message per context, over any key encapsulation.
 *
 * <p>Not here: the modes with a pre-shared key or an authenticated sender; who sent a box is proven by the signature around it.
 */
@NullMarked
package io.pipes.crypto.hpke;

import org.jspecify.annotations.NullMarked;
