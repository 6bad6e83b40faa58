// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.contender;

/** The end that others come to. */
public interface Hub extends End {
    /** What others need to come here, without blanks. */
    String address();

    /** Waits until so many others are here and can hear. */
    void await(int others) throws Exception;
}
