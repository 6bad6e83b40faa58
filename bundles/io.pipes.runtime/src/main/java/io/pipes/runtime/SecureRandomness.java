// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.runtime;

import io.pipes.base.Randomness;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Component;

/** The operating system's source of chance, fit for keys. */
@Component
public final class SecureRandomness implements Randomness {
    private final SecureRandom source = new SecureRandom();

    @Override
    public void fill(byte[] target) {
        source.nextBytes(target);
    }

    @Override
    public long nextLong() {
        return source.nextLong();
    }

    @Override
    public int nextInt(int boundExclusive) {
        return source.nextInt(boundExclusive);
    }
}
