// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.storage.derby.index;

import java.io.OutputStream;

/** Where Derby writes its diary, named to it by a system property: nowhere. What matters reaches us as exceptions. */
public final class DerbyLog {
    public static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    private DerbyLog() {}
}
