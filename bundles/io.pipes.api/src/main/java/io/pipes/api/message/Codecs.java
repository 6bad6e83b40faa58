// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.api.message;

import java.util.ServiceLoader;
import org.osgi.annotation.versioning.ProviderType;

/** Makes codecs for classes. Found by {@link ServiceLoader}; applications call {@link Codec#json} and {@link Codec#cbor}. */
@ProviderType
public interface Codecs {
    <T> Codec<T> json(Class<T> type);

    <T> Codec<T> cbor(Class<T> type);

    /** @throws IllegalStateException when nobody is there */
    static Codecs find() {
        return ServiceLoader.load(Codecs.class, Codecs.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(Codecs.class).findFirst())
                .orElseThrow(() -> new IllegalStateException(
                        "This needs the artifact io.pipes:io.pipes.client. Add it to the application's dependencies."));
    }
}
