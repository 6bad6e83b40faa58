// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.service.catalogue;

import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.local.LocalServices;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/** All that a node offers at a time, signed by it. The network is signed and does not travel. */
final class Announcement {
    /** The longest one as it travels. */
    static final int MAX_BYTES = LocalServices.MAX_ANNOUNCED_BYTES + 256;

    private static final int FORMAT = 1;
    private static final int MAX_SIGNATURE = 128;

    private final Version version;
    private final List<Service> services;
    private final Bytes body;
    private final Bytes signature;

    private Announcement(
            CryptoSuite suite, NodeId author, long number, List<Service> services, Bytes body, Bytes signature) {
        this.version = new Version(
                author, number, suite.hash(Label.SERVICES.bytes(), body).longAt(0));
        this.services = List.copyOf(services);
        this.body = body;
        this.signature = signature;
    }

    /**
     * @param services in order of name, each once
     * @param signer signs with the author's key under {@link Label#SERVICES}
     */
    static Announcement make(
            CryptoSuite suite,
            NetworkId network,
            NodeId author,
            long number,
            Collection<Service> services,
            UnaryOperator<Bytes> signer) {
        Bytes body = new CborWriter()
                .writeArray(4)
                .writeUnsigned(FORMAT)
                .writeBytes(author.bytes())
                .writeUnsigned(number)
                .writeEncoded(encode(services))
                .toBytes();
        return new Announcement(
                suite, author, number, List.copyOf(services), body, signer.apply(signed(network, body)));
    }

    /** Whether so much can be announced. */
    static boolean fits(Collection<Service> services) {
        return encode(services).size() <= LocalServices.MAX_ANNOUNCED_BYTES;
    }

    private static Bytes encode(Collection<Service> services) {
        CborWriter out = new CborWriter().writeArray(services.size());
        services.forEach(service -> service.write(out));
        return out.toBytes();
    }

    /** What is signed. */
    private static Bytes signed(NetworkId network, Bytes body) {
        return new CborWriter(body.size() + 64)
                .writeArray(2)
                .writeBytes(network.bytes())
                .writeBytes(body)
                .toBytes();
    }

    Version version() {
        return version;
    }

    NodeId author() {
        return version.author();
    }

    /** In order of name. */
    List<Service> services() {
        return services;
    }

    boolean isSignedBy(CryptoSuite suite, NetworkId network, Bytes signingKey) {
        return suite.verify(signingKey, Label.SERVICES, signed(network, body), signature);
    }

    int size() {
        return body.size() + signature.size();
    }

    Bytes encode() {
        return new CborWriter(size() + 16)
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(signature)
                .toBytes();
    }

    /** Reads one, without looking at its signature. */
    static Announcement read(CryptoSuite suite, Bytes encoded) throws MalformedException {
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        Bytes body = in.readBytes(MAX_BYTES);
        Bytes signature = in.readBytes(MAX_SIGNATURE);
        in.end();
        CborReader parts = new CborReader(body);
        parts.readArrayExactly(4);
        parts.readInt(FORMAT, FORMAT);
        NodeId author = NodeId.read(parts);
        long number = parts.readLong(1, Version.MAX_NUMBER);
        List<Service> services = readServices(parts);
        parts.end();
        return new Announcement(suite, author, number, services, body, signature);
    }

    private static List<Service> readServices(CborReader in) throws MalformedException {
        int count = in.readArray(LocalServices.MAX_SERVICES);
        List<Service> services = new ArrayList<>(count);
        String before = "";
        for (int i = 0; i < count; i++) {
            Service service = Service.read(in);
            if (service.name().compareTo(before) <= 0) {
                throw new MalformedException("services are not in order");
            }
            services.add(service);
            before = service.name();
        }
        return services;
    }
}
