// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.node.store.StoreKeys;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stores of the nodes that the keystore knows. */
public final class KeyringStoreKeys implements StoreKeys {
    private final NodeKeyring keyring;

    public KeyringStoreKeys(CryptoSuite suite, Keystore keystore) {
        keyring = new NodeKeyring(suite, keystore);
    }

    @Override
    public Map<String, Secret> ofNodes() throws KeystoreException {
        Map<String, Secret> stores = new LinkedHashMap<>();
        for (NodeId node : keyring.nodes()) {
            stores.put(node.text(), keyring.store(node));
        }
        return stores;
    }

    @Override
    public List<String> names() throws KeystoreException {
        List<NodeId> all = new ArrayList<>(keyring.nodes());
        all.addAll(keyring.remains());
        return all.stream().map(NodeId::text).toList();
    }
}
