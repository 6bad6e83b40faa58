// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.procedure;

/** What is answered, in degrees. */
public record Place(double latitude, double longitude) {}
