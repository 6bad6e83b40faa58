// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.store;

import io.pipes.base.Secret;
import io.pipes.spi.crypto.KeystoreException;
import java.util.List;
import java.util.Map;

/** The stores of the nodes of this process, by what they are called, and the keys they are sealed with. Blocks. */
public interface StoreKeys {
    /** The caller closes the keys. */
    Map<String, Secret> ofNodes() throws KeystoreException;

    /** All stores that may be there, also of nodes that did not come to be. */
    List<String> names() throws KeystoreException;
}
