// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.persistence;

/** The process in which messages are appended first. */
interface Origin {
    /** Begins a log of its own, which others can obtain without the rest. */
    Log begin(String name) throws Exception;
}
