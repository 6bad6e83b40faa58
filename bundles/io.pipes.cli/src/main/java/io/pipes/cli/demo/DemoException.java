// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.cli.demo;

/** Something that the demonstration claims was not observed. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoException(String sentence) {
        super(sentence);
    }
}
