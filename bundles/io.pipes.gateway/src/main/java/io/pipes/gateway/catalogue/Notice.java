// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.gateway.catalogue;

/**
 * Something that the node tells without having been asked.
 *
 * @param params what it says
 */
public record Notice(String name, String summary, Shape params) {
    static Notice of(String name, String summary, Field... fields) {
        return new Notice(name, summary, Shape.of(Names.type(name) + "Notice", "", fields));
    }
}
