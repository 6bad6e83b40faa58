// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.kernel;

import io.pipes.base.MalformedException;
import io.pipes.base.Secret;
import io.pipes.base.id.NodeId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.crypto.KeyPair;
import io.pipes.spi.crypto.Keystore;
import io.pipes.spi.crypto.KeystoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The keys of all nodes in the keystore, under {@code node.<id>.<part>}. The signing key is written last and deleted first: a node
 * exists exactly when its signing key does, and other parts without it are what an interrupted beginning left. Every method blocks.
 */
final class NodeKeyring {
    private static final String PREFIX = "node.";
    private static final String IDENTITY = "identity.";
    private static final String RESTORING = "restoring";
    private static final String SIGNING = ".signing";
    private static final String BOX = ".box";
    private static final String FORMER = ".former";
    private static final List<String> OTHERS = List.of(".link", BOX, FORMER, ".join", ".store");

    /** What an entry is overwritten with before it is deleted: one that was only deleted may be back after a loss of power. */
    private static final byte[] GONE = {0};

    private final CryptoSuite suite;
    private final Keystore keystore;

    NodeKeyring(CryptoSuite suite, Keystore keystore) {
        this.suite = suite;
        this.keystore = keystore;
    }

    /** Writes everything but the signing key: the node does not exist yet. */
    void prepare(NodeId node, NodeSecrets secrets) throws KeystoreException {
        keystore.write(name(node, ".link"), secrets.link().secret());
        writeBox(node, BoxKeys.FIRST, secrets.boxes().newest());
        if (!secrets.boxes().former().isEmpty()) {
            try (Secret former = FormerBoxes.encode(secrets.boxes().former())) {
                keystore.write(name(node, FORMER), former);
            }
        }
        keystore.write(name(node, ".join"), secrets.join());
        keystore.write(name(node, ".store"), secrets.store());
    }

    /** From now on the node exists. */
    void complete(NodeId node, NodeSecrets secrets) throws KeystoreException {
        try (Secret signing = secrets.signing().secret()) {
            keystore.write(name(node, SIGNING), signing);
        }
    }

    /** Keeps the key that may one day speak for a network whose owners are lost. */
    void keepRecovery(NodeId node, Secret recovery) throws KeystoreException {
        keystore.write(name(node, ".recovery"), recovery);
    }

    NodeSecrets read(NodeId node) throws KeystoreException {
        try (Secret signing = part(node, SIGNING);
                Secret link = part(node, ".link")) {
            return new NodeSecrets(
                    suite.signingKey(signing),
                    suite.linkKey(link),
                    boxes(node),
                    part(node, ".join"),
                    part(node, ".store"));
        } catch (MalformedException e) {
            throw new KeystoreException(
                    KeystoreException.Reason.DAMAGED,
                    "A key of node " + node + " is damaged. Restore the keys directory from a backup.");
        }
    }

    private BoxKeys boxes(NodeId node) throws KeystoreException, MalformedException {
        SortedMap<Long, KeyPair> own = new TreeMap<>();
        for (String name : keystore.names()) {
            OptionalLong version = boxVersion(node, name);
            if (version.isPresent()) {
                boxKey(name).ifPresent(key -> own.put(version.getAsLong(), key));
            }
        }
        if (own.isEmpty()) {
            throw new KeystoreException(
                    KeystoreException.Reason.MISSING,
                    "The box key of node " + node + " is missing. Restore the keys directory from a backup.");
        }
        return new BoxKeys(own, former(node));
    }

    private static OptionalLong boxVersion(NodeId node, String name) {
        String first = name(node, BOX);
        if (name.equals(first)) {
            return OptionalLong.of(BoxKeys.FIRST);
        }
        try {
            return name.startsWith(first + ".")
                    ? OptionalLong.of(Long.parseLong(name.substring(first.length() + 1)))
                    : OptionalLong.empty();
        } catch (NumberFormatException other) {
            return OptionalLong.empty();
        }
    }

    private Optional<KeyPair> boxKey(String name) throws KeystoreException, MalformedException {
        try (Secret saved = CryptoSuite.require(keystore, name)) {
            return isGone(saved) ? Optional.empty() : Optional.of(suite.boxKey(saved));
        }
    }

    private static boolean isGone(Secret entry) {
        return entry.size() == GONE.length;
    }

    private Map<NodeId, List<KeyPair>> former(NodeId node) throws KeystoreException, MalformedException {
        Optional<Secret> former = keystore.read(name(node, FORMER));
        if (former.isEmpty()) {
            return Map.of();
        }
        try (Secret encoded = former.get()) {
            return isGone(encoded) ? Map.of() : FormerBoxes.decode(suite, encoded);
        }
    }

    /** The key is on the disk when this returns. */
    void writeBox(NodeId node, long version, KeyPair key) throws KeystoreException {
        keystore.write(name(node, part(version)), key.secret());
    }

    /** Once this has returned the key is not back after a loss of power. */
    void deleteBox(NodeId node, long version) throws KeystoreException {
        String name = name(node, part(version));
        if (keystore.names().contains(name)) {
            deleteForGood(name);
        }
    }

    private void deleteForGood(String name) throws KeystoreException {
        try (Secret gone = Secret.copyOf(GONE)) {
            keystore.write(name, gone);
        }
        keystore.delete(name);
    }

    private static String part(long version) {
        if (version == BoxKeys.FORMER) {
            return FORMER;
        }
        return version == BoxKeys.FIRST ? BOX : BOX + "." + version;
    }

    /** What the node's store is sealed with; the caller closes it. */
    Secret store(NodeId node) throws KeystoreException {
        return part(node, ".store");
    }

    private Secret part(NodeId node, String part) throws KeystoreException {
        return CryptoSuite.require(keystore, name(node, part));
    }

    void delete(NodeId node) throws KeystoreException {
        for (String name : keystore.names()) {
            if (name.equals(name(node, SIGNING))) {
                keystore.delete(name);
            }
        }
        String own = PREFIX + node.text() + ".";
        for (String name : keystore.names()) {
            if (boxVersion(node, name).isPresent() || name.equals(name(node, FORMER))) {
                deleteForGood(name);
            } else if (name.startsWith(own)) {
                keystore.delete(name);
            }
        }
    }

    /** Nodes that exist, in order of id. */
    List<NodeId> nodes() throws KeystoreException {
        return ids(SIGNING::equals);
    }

    /** Nodes whose beginning was interrupted, in order of id. */
    List<NodeId> remains() throws KeystoreException {
        List<NodeId> remains = new ArrayList<>(ids(part -> OTHERS.contains(part) || part.startsWith(BOX + ".")));
        remains.removeAll(nodes());
        return remains;
    }

    /** Of whom there is such a part. */
    private List<NodeId> ids(Predicate<String> part) throws KeystoreException {
        TreeSet<NodeId> found = new TreeSet<>();
        for (String name : keystore.names()) {
            int end = name.indexOf('.', PREFIX.length());
            if (name.startsWith(PREFIX) && end > 0 && part.test(name.substring(end))) {
                found.add(NodeId.parse(name.substring(PREFIX.length(), end)));
            }
        }
        return List.copyOf(found);
    }

    /** Whether there is nothing of a node or an identity. */
    boolean isEmpty() throws KeystoreException {
        return keystore.names().stream().noneMatch(name -> name.startsWith(PREFIX) || name.startsWith(IDENTITY));
    }

    /** The identities as the keystore has them, by name; the caller closes them. */
    Map<String, Secret> identities() throws KeystoreException {
        Map<String, Secret> found = new LinkedHashMap<>();
        for (String name : keystore.names()) {
            if (name.startsWith(IDENTITY)) {
                found.put(name, CryptoSuite.require(keystore, name));
            }
        }
        return found;
    }

    static boolean isIdentity(String name) {
        return name.startsWith(IDENTITY);
    }

    // restoring: a start that finds the mark undoes all that it names

    /** @param names of the entries of identities, and ids of nodes */
    void beginRestoring(Collection<String> names) throws KeystoreException {
        try (Secret mark = Secret.wrap(String.join("\n", names).getBytes(StandardCharsets.US_ASCII))) {
            keystore.write(RESTORING, mark);
        }
    }

    void keepIdentity(String name, Secret identity) throws KeystoreException {
        keystore.write(name, identity);
    }

    void endRestoring() throws KeystoreException {
        keystore.delete(RESTORING);
    }

    /** What a restore that was ended in the middle names; empty if there was none. */
    Set<String> halfRestored() throws KeystoreException {
        if (!keystore.names().contains(RESTORING)) {
            return Set.of();
        }
        try (Secret mark = CryptoSuite.require(keystore, RESTORING)) {
            return new TreeSet<>(Arrays.asList(new String(mark.bytes(), StandardCharsets.US_ASCII).split("\n")));
        }
    }

    void deleteIdentities(Collection<String> names) throws KeystoreException {
        for (String name : keystore.names()) {
            if (name.startsWith(IDENTITY) && names.contains(name)) {
                keystore.delete(name);
            }
        }
    }

    private static String name(NodeId node, String part) {
        return PREFIX + node.text() + part;
    }
}
