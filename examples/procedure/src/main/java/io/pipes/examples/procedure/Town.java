// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.examples.procedure;

/** What is asked. */
public record Town(String name) {}
