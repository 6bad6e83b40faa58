// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import io.pipes.api.provider.Providers;
import org.osgi.annotation.versioning.ProviderType;

/** Makes codecs for classes. Found by {@link java.util.ServiceLoader}, in a container as a service; applications call {@link Codec#json} and {@link Codec#cbor}. */
@ProviderType
public interface Codecs {
    <T> Codec<T> json(Class<T> type);

    <T> Codec<T> cbor(Class<T> type);

    /** @throws IllegalStateException when nobody is there */
    static Codecs find() {
        return Providers.find(Codecs.class, "io.pipes.client");
    }
}
