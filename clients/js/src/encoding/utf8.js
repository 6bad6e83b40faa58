// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors

const encoder = new TextEncoder();

/** How many bytes a text has in UTF-8. */
export function utf8Length(text) {
  return encoder.encode(text).length;
}
