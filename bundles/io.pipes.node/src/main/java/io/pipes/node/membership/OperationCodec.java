// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.Label;
import io.pipes.base.MalformedException;
import io.pipes.base.cbor.CborReader;
import io.pipes.base.cbor.CborWriter;
import io.pipes.base.id.InvitationId;
import io.pipes.base.id.NetworkId;
import io.pipes.base.id.NodeId;
import io.pipes.base.id.OperationId;
import io.pipes.spi.crypto.CryptoSuite;
import io.pipes.spi.identity.IdentityGenesis;
import io.pipes.spi.node.Membership;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How operations are written: {@code [body, signature]}, the body a byte string that holds an array of its own. */
final class OperationCodec {
    private static final int BODY_ITEMS = 7;

    private OperationCodec() {}

    static Bytes envelope(Bytes body, Bytes signature) {
        return new CborWriter(body.size() + 96)
                .writeArray(2)
                .writeBytes(body)
                .writeBytes(signature)
                .toBytes();
    }

    static Bytes body(
            @Nullable NetworkId network,
            @Nullable NodeId author,
            List<OperationId> parents,
            long millis,
            Action action) {
        boolean genesis = action instanceof Action.Genesis;
        CborWriter out = new CborWriter();
        out.writeArray(BODY_ITEMS).writeUnsigned(Operation.VERSION);
        if (genesis || network == null || author == null) {
            out.writeNull().writeNull();
        } else {
            out.writeBytes(network.bytes()).writeBytes(author.bytes());
        }
        out.writeArray(parents.size());
        parents.forEach(parent -> out.writeBytes(parent.bytes()));
        out.writeLong(millis).writeUnsigned(action.kind().code());
        writeFields(out, action);
        return out.toBytes();
    }

    private static void writeFields(CborWriter out, Action action) {
        out.writeArray(action.kind().items());
        if (action instanceof Action.Genesis genesis) {
            out.writeText(genesis.networkName()).writeBytes(genesis.salt()).writeBytes(genesis.recoveryKey());
            genesis.founder().candidate().write(out);
        } else if (action instanceof Action.Add add) {
            add.newcomer().candidate().write(out);
            out.writeUnsigned(add.role().code());
            writeOptional(out, add.invitation());
        } else if (action instanceof Action.Remove remove) {
            out.writeBytes(remove.node().bytes()).writeUnsigned(remove.reason());
        } else if (action instanceof Action.Assign assign) {
            out.writeBytes(assign.node().bytes()).writeUnsigned(assign.role().code());
        } else if (action instanceof Action.Succeed succeed) {
            succeed.successor().candidate().write(out);
            succeed.possession().write(out);
        } else if (action instanceof Action.Statement statement) {
            out.writeText(statement.topic()).writeBytes(statement.body());
        }
    }

    static Operation decode(CryptoSuite suite, Bytes encoded) throws MalformedException {
        if (encoded.size() > Operation.MAX_BYTES) {
            throw new MalformedException("operation is too long");
        }
        CborReader in = new CborReader(encoded);
        in.readArrayExactly(2);
        Bytes body = in.readBytes(Operation.MAX_BYTES);
        Bytes signature = in.readBytes(Candidate.MAX_SIGNATURE_BYTES);
        in.end();
        Operation operation = decodeBody(suite, body, signature);
        if (!(operation.action() instanceof Action.Statement) && encoded.size() > Operation.MAX_SMALL_BYTES) {
            throw new MalformedException("operation is too long for its kind");
        }
        return operation;
    }

    private static Operation decodeBody(CryptoSuite suite, Bytes body, Bytes signature) throws MalformedException {
        CborReader in = new CborReader(body);
        in.readArrayExactly(BODY_ITEMS);
        in.readInt(Operation.VERSION, Operation.VERSION);
        NetworkId network = in.skipNull() ? null : NetworkId.read(in);
        NodeId author = in.skipNull() ? null : NodeId.read(in);
        List<OperationId> parents = readParents(in);
        long millis = in.readLong(Long.MIN_VALUE, Long.MAX_VALUE);
        ActionKind kind = ActionKind.ofCode(in.readInt(0, ActionKind.LAST));
        boolean genesis = kind == ActionKind.GENESIS;
        if (genesis != (network == null) || genesis != (author == null) || genesis != parents.isEmpty()) {
            throw new MalformedException("a genesis alone has no network, author and parents");
        }
        NetworkId made = network == null ? NetworkId.of(suite.hash(Label.NETWORK.bytes(), body)) : network;
        Action action = readAction(suite, made, kind, in);
        in.end();
        NodeId by = author == null ? ((Action.Genesis) action).founder().id() : author;
        return new Operation(Operation.idOf(suite, body), made, by, parents, millis, action, signature);
    }

    private static List<OperationId> readParents(CborReader in) throws MalformedException {
        int count = in.readArray(Operation.MAX_PARENTS);
        List<OperationId> parents = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OperationId parent = OperationId.read(in);
            if (i > 0 && parents.get(i - 1).compareTo(parent) >= 0) {
                throw new MalformedException("parents are not sorted and unique");
            }
            parents.add(parent);
        }
        return List.copyOf(parents);
    }

    private static Action readAction(CryptoSuite suite, NetworkId network, ActionKind kind, CborReader in)
            throws MalformedException {
        switch (kind) {
            case GENESIS:
                return readGenesis(suite, network, in);
            case ADD:
                in.readArrayExactly(ActionKind.ADD.items());
                return new Action.Add(
                        Newcomer.of(suite, network, Candidate.read(in)),
                        readRole(in),
                        in.skipNull() ? null : InvitationId.read(in));
            case REMOVE:
                in.readArrayExactly(ActionKind.REMOVE.items());
                return new Action.Remove(NodeId.read(in), in.readInt(0, Action.Remove.MAX_REASON));
            case ASSIGN:
                in.readArrayExactly(ActionKind.ASSIGN.items());
                return new Action.Assign(NodeId.read(in), readRole(in));
            case SUCCEED:
                in.readArrayExactly(ActionKind.SUCCEED.items());
                return new Action.Succeed(Newcomer.of(suite, network, Candidate.read(in)), Possession.read(in));
            default:
                return readStatement(in);
        }
    }

    private static Action readGenesis(CryptoSuite suite, NetworkId network, CborReader in) throws MalformedException {
        in.readArrayExactly(ActionKind.GENESIS.items());
        String name = in.readText(4 * IdentityGenesis.MAX_NAME);
        if (!IdentityGenesis.isName(name)) {
            throw new MalformedException("network name is empty, too long or not printable");
        }
        return new Action.Genesis(
                name,
                in.readBytesExactly(Action.Genesis.SALT_BYTES),
                in.readBytesExactly(NodeKeys.KEY_BYTES),
                Newcomer.of(suite, network, Candidate.read(in)));
    }

    private static Action readStatement(CborReader in) throws MalformedException {
        in.readArrayExactly(ActionKind.STATEMENT.items());
        String topic = in.readText(Action.Statement.MAX_TOPIC);
        if (!Action.Statement.isTopic(topic)) {
            throw new MalformedException("statement has no proper kind");
        }
        return new Action.Statement(topic, in.readBytes(Membership.MAX_STATEMENT_BYTES));
    }

    private static Role readRole(CborReader in) throws MalformedException {
        return Role.ofCode(in.readUnsigned(Role.values().length - 1))
                .orElseThrow(() -> new MalformedException("no such role"));
    }

    private static void writeOptional(CborWriter out, @Nullable InvitationId id) {
        if (id == null) {
            out.writeNull();
        } else {
            out.writeBytes(id.bytes());
        }
    }
}
