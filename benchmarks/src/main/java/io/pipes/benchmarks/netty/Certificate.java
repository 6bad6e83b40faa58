// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.benchmarks.netty;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1, made for one run and deleted with its folder.
 *
 * @param chain in PEM
 * @param key in PEM
 */
public record Certificate(Path chain, Path key) {
    public static Certificate make(Path folder) throws Exception {
        X509Bundle made = new CertificateBuilder()
                .ecp256()
                .subject("CN=127.0.0.1")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.createDirectories(folder);
        Path chain = Files.writeString(folder.resolve("certificate.pem"), made.getCertificatePathPEM());
        return new Certificate(chain, Files.writeString(folder.resolve("key.pem"), made.getPrivateKeyPEM()));
    }

    /** Trusts this certificate and no other. */
    public static TrustManagerFactory trust(Path chain) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(chain)) {
            trusted.setCertificateEntry(
                    "benchmark", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
