// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static io.pipes.node.membership.Node.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pipes.api.network.Role;
import io.pipes.base.Bytes;
import io.pipes.base.MalformedException;
import io.pipes.base.id.NetworkId;
import io.pipes.spi.node.Member;
import io.pipes.testkit.time.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofTest {
    private final Node olga = Node.found("olga", new ManualClock(), 1);

    @Test
    void a_node_proves_itself_to_one_that_knows_the_beginning_only() throws MalformedException {
        Node old = olga.add("old", Role.READER);
        Node anna = olga.add("anna", Role.ADMIN);
        LedgerTest.copy(olga, anna);
        Node ben = anna.add("ben", Role.WRITER);

        Bytes proof = anna.ledger.proof(ben.id);

        assertThat(proof.size()).isLessThanOrEqualTo(Ledger.MAX_PROOF_BYTES);
        assertThat(old.ledger.verifyProof(proof, ben.actor.link.publicKey()).id())
                .isEqualTo(ben.id);
        assertThat(olga.ledger.verifyProof(proof, ben.actor.link.publicKey()).role())
                .isEqualTo(Role.WRITER);
    }

    @Test
    void a_role_that_was_given_later_is_part_of_the_proof() throws MalformedException {
        Node old = olga.add("old", Role.READER);
        Node anna = olga.add("anna", Role.READER);
        get(olga.ledger.assign(anna.id, Role.ADMIN));
        LedgerTest.copy(olga, anna);
        Node ben = anna.add("ben", Role.WRITER);

        assertThat(old.ledger
                        .verifyProof(anna.ledger.proof(ben.id), ben.actor.link.publicKey())
                        .id())
                .isEqualTo(ben.id);
    }

    @Test
    void a_chain_that_is_too_long_leaves_out_its_oldest_part() throws MalformedException {
        Node adder = olga;
        Node middle = null;
        for (int i = 0; i < 14; i++) {
            Node next = adder.add("admin " + i, Role.ADMIN);
            LedgerTest.copy(adder, next);
            adder = next;
            middle = i == 7 ? next : middle;
        }
        Bytes proof = adder.ledger.proof(adder.id);
        Bytes key = adder.actor.link.publicKey();

        assertThat(proof.size()).isLessThanOrEqualTo(Ledger.MAX_PROOF_BYTES);
        assertThat(middle.ledger.verifyProof(proof, key).id()).isEqualTo(adder.id);
        assertThatThrownBy(() -> olga.ledger.verifyProof(proof, key)).isInstanceOf(MalformedException.class);
    }

    @Test
    void who_was_removed_proves_nothing_and_neither_do_its_friends() {
        Node anna = olga.add("anna", Role.ADMIN);
        LedgerTest.copy(olga, anna);
        get(olga.ledger.remove(anna.id));
        Node puppet = anna.add("puppet", Role.WRITER);

        rejects(olga, anna.ledger.proof(anna.id), anna.actor.link.publicKey());
        rejects(olga, anna.ledger.proof(puppet.id), puppet.actor.link.publicKey());
    }

    @Test
    void a_successor_proves_itself_to_who_has_not_heard_and_so_does_whom_the_old_one_let_in_meanwhile()
            throws MalformedException {
        Node anna = olga.add("anna", Role.ADMIN);
        LedgerTest.copy(olga, anna);
        Actor heir = anna.actor.onAnotherNode();
        Node ben = anna.add("ben", Role.WRITER);
        Bytes bens = anna.ledger.proof(ben.id);
        get(olga.ledger.take(List.of(succession(olga, anna, heir).encode())));

        assertThat(olga.ledger.verifyProof(bens, ben.actor.link.publicKey()).id())
                .isEqualTo(ben.id);
        rejects(olga, anna.ledger.proof(anna.id), anna.actor.link.publicKey());

        get(anna.ledger.succeed(heir.candidate(anna.ledger.network()), heir.signer, heir.linkSigner));
        Bytes proof = anna.ledger.proof(heir.node(anna.ledger.network()));
        Member member = ben.ledger.verifyProof(proof, heir.link.publicKey());

        assertThat(member.id()).isEqualTo(heir.node(anna.ledger.network()));
        assertThat(member.role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void who_has_heard_of_its_own_removal_has_nothing_to_show_and_neither_has_a_stranger() {
        Node anna = olga.add("anna", Role.ADMIN);
        get(olga.ledger.remove(anna.id));
        Node stranger = Node.found("stranger", new ManualClock(), 2);
        LedgerTest.copy(olga, anna);

        assertThat(anna.ledger.proof(anna.id)).isEqualTo(Bytes.EMPTY);
        assertThat(anna.ledger.proof(stranger.id)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void a_proof_is_good_for_one_key_and_one_network_and_whole_only() {
        Node anna = olga.add("anna", Role.ADMIN);
        Node ben = olga.add("ben", Role.ADMIN);
        Bytes proof = olga.ledger.proof(anna.id);
        Node foreign = Node.found("foreign", new ManualClock(), 2);

        rejects(olga, proof, ben.actor.link.publicKey());
        rejects(foreign, proof, anna.actor.link.publicKey());
        rejects(ben, proof.slice(0, proof.size() - 1), anna.actor.link.publicKey());
        rejects(ben, Bytes.wrap(new byte[Ledger.MAX_PROOF_BYTES + 1]), anna.actor.link.publicKey());
        // The genesis is known already, whatever stands there in its place; the add is not.
        for (int at = proof.size() - 300; at < proof.size(); at += 13) {
            byte[] bent = proof.toArray();
            bent[at] ^= 1;
            rejects(ben, Bytes.wrap(bent), anna.actor.link.publicKey());
        }
    }

    private static Operation succession(Node reader, Node old, Actor heir) throws MalformedException {
        NetworkId network = reader.ledger.network();
        return Operation.sign(
                Actor.SUITE,
                old.actor.signer,
                network,
                old.id,
                reader.ledger.dag().heads(),
                0,
                new Action.Succeed(
                        Newcomer.of(Actor.SUITE, network, heir.candidate(network)), heir.possession(network, old.id)));
    }

    private static void rejects(Node node, Bytes proof, Bytes linkKey) {
        assertThatThrownBy(() -> node.ledger.verifyProof(proof, linkKey)).isInstanceOf(MalformedException.class);
    }
}
